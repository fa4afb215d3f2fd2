import { Component, booleanAttribute, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { Guest } from '../../core/api/models';
import { LoadState } from '../../shared/load-state';
import { outcomeOfGuest } from './verdict';

/** Who is expected: for guests who left their ticket at home, and for whoever wants to know who is missing. */
@Component({
  selector: 'az-guest-list',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    TranslocoDirective,
  ],
  templateUrl: './guest-list.html',
  styleUrl: './guest-list.scss',
})
export class GuestList {
  /** Undefined until the first answer. */
  readonly guests = input<readonly Guest[]>();
  readonly search = input('');
  /** How many more there are than are shown. */
  readonly more = input(0);
  readonly loading = input(false, { transform: booleanAttribute });
  readonly error = input<unknown>();
  readonly searched = output<string>();
  readonly chosen = output<Guest>();
  readonly moreWanted = output();
  readonly again = output();

  protected readonly outcomeOf = outcomeOfGuest;
}
