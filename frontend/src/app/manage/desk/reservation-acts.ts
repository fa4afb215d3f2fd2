import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoService } from '@jsverse/transloco';
import { EMPTY, Observable, map, of, switchMap } from 'rxjs';

import { Admin } from '../api/models';
import { AdmitDialog, Arrival } from './admit-dialog';
import { Choice, ChoiceDialog } from './choice-dialog';
import { DeskApi } from './desk-api';

type Reservation = Admin['ReservationDetail'];

/** What was done, to be told: a translation key and its values. */
export interface Done {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** What is so now, where the answer says so. */
  readonly reservation?: Reservation;
  /** Whether it can be taken back at once. */
  readonly undoable?: boolean;
}

/** What can be done with a reservation now. */
export interface PossibleActs {
  readonly confirm: boolean;
  readonly admit: boolean;
  readonly resend: boolean;
  readonly cancel: boolean;
  readonly edit: boolean;
}

/** Only what the server would not refuse anyway is offered. */
export function possibleActs(reservation: Reservation): PossibleActs {
  const { status, performance, admitted, party_size: size } = reservation;
  const isOpen = status === 'pending' || status === 'confirmed';
  const toCome = performance.status !== 'past' && performance.status !== 'cancelled';
  const isAnonymous = Boolean(reservation.anonymised_at);
  return {
    confirm: status === 'pending' && toCome,
    admit: status === 'confirmed' && admitted < size && performance.status !== 'cancelled',
    resend: isOpen && toCome && Boolean(reservation.email),
    cancel: isOpen && toCome && admitted === 0,
    edit: isOpen && !isAnonymous,
  };
}

/** The acts on a reservation: each asks what it has to ask, does it, and says what to tell. A no completes silently. */
@Injectable()
export class ReservationActs {
  private readonly api = inject(DeskApi);
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);

  confirm({ id }: Reservation): Observable<Done> {
    return this.api
      .confirm(id)
      .pipe(map((reservation) => ({ key: 'manageDesk.done.confirmed', values: {}, reservation })));
  }

  cancel({ id, name, email, party_size: count }: Reservation): Observable<Done> {
    return this.ask('manageDesk.cancel', { name, count }, Boolean(email), true).pipe(
      switchMap((tell) => this.api.cancel(id, tell && Boolean(email))),
      map((reservation) => ({ key: 'manageDesk.done.cancelled', values: {}, reservation })),
    );
  }

  /** Sends the ticket, or the request to confirm, once more. */
  resend({ id, email, status }: Reservation): Observable<Done> {
    const what = status === 'confirmed' ? 'ticket' : 'request';
    return this.ask(`manageDesk.resend.${what}`, { email: email ?? '' }, true, false).pipe(
      switchMap((reset) => this.api.resend(id, reset)),
      map((resent) => ({
        key: `manageDesk.done.${resent.status}`,
        values: { email: email ?? '' },
      })),
    );
  }

  /** Lets the party in, or a part of it. */
  admit({ id, name, party_size: size, admitted }: Reservation): Observable<Done> {
    const remaining = size - admitted;
    const count =
      remaining === 1
        ? of<number | undefined>(1)
        : this.dialog
            .open<AdmitDialog, Arrival, number>(AdmitDialog, { data: { name, remaining } })
            .afterClosed();
    return count.pipe(
      switchMap((people) =>
        people === undefined
          ? EMPTY
          : this.api.checkIn(id, people).pipe(
              map(() => ({
                key: 'manageDesk.done.admitted',
                values: { count: people },
                undoable: true,
              })),
            ),
      ),
    );
  }

  undo({ reference }: Reservation): Observable<Done> {
    return this.api
      .undoCheckIn(reference)
      .pipe(map(() => ({ key: 'manageDesk.done.undone', values: {} })));
  }

  private ask(
    key: string,
    values: Record<string, string | number>,
    hasOption: boolean,
    chosen: boolean,
  ): Observable<boolean> {
    const say = (part: string) => this.transloco.translate(`${key}.${part}`, values);
    const data: Choice = {
      title: say('title'),
      text: say('text'),
      ...(hasOption && { option: say('option') }),
      chosen,
      yes: say('yes'),
      no: say('no'),
    };
    return this.dialog
      .open<ChoiceDialog, Choice, { chosen: boolean }>(ChoiceDialog, {
        data,
        autoFocus: 'first-tabbable',
        maxWidth: '32rem',
      })
      .afterClosed()
      .pipe(switchMap((answer) => (answer ? of(answer.chosen) : EMPTY)));
  }
}
