import { Component, computed, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

/** Of what a season is made, and whether there is any of it. */
export interface Beginnings {
  readonly venues: boolean;
  readonly shows: boolean;
  readonly performances: boolean;
}

interface Step {
  readonly name: keyof Beginnings;
  readonly done: boolean;
  /** The first that is still to be done: what to do now. */
  readonly next: boolean;
}

/** The way from an empty house to the first evening, a step after the other. */
@Component({
  selector: 'az-first-steps',
  imports: [MatButtonModule, MatIconModule, RouterLink, TranslocoDirective],
  template: `
    <section *transloco="let t" class="card" data-testid="first-steps">
      <h2>{{ t('manageDashboard.firstSteps.heading') }}</h2>
      <p>{{ t('manageDashboard.firstSteps.lead') }}</p>
      <ol>
        @for (step of steps(); track step.name) {
          <li [class.done]="step.done" [attr.data-testid]="'step-' + step.name">
            <span class="what">
              @if (step.done) {
                <mat-icon svgIcon="check" />
                <span class="visually-hidden">{{ t('manageDashboard.firstSteps.done') }}</span>
              }
              {{ t('manageDashboard.firstSteps.' + step.name) }}
            </span>
            @if (step.next) {
              <a matButton="filled" [routerLink]="'/manage/' + step.name + '/new'">
                {{ t('manageDashboard.firstSteps.go') }}
              </a>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styleUrl: './first-steps.scss',
})
export class FirstSteps {
  readonly beginnings = input.required<Beginnings>();

  protected readonly steps = computed<readonly Step[]>(() => {
    const there = this.beginnings();
    const order = ['venues', 'shows', 'performances'] as const;
    const next = order.find((name) => !there[name]);
    return order.map((name) => ({ name, done: there[name], next: name === next }));
  });
}
