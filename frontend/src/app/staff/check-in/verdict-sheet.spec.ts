import { Component, signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideTranslocoScope } from '@jsverse/transloco';

import { provideTestingTranslations } from '../../../testing/translations';
import { ICONS } from '../../core/icons/icons';
import { provideIcons } from '../../core/icons/provide-icons';
import { STAFF_ICONS } from '../staff-icons';
import { Verdict, VerdictOutcome } from './verdict';
import { appearanceOf } from './verdict-appearance';
import { VerdictSheet } from './verdict-sheet';

function verdict(outcome: VerdictOutcome, admitted = 0): Verdict {
  return {
    outcome,
    presented: { code: { kind: 'reference', reference: '7KQ2M1X' }, source: 'manual' },
    party: { reference: '7KQ2M1X', name: 'Anna Bianchi', size: 3, admitted },
    performance: null,
    admittedAt: null,
    admittedBy: null,
  };
}

@Component({
  selector: 'az-door',
  imports: [VerdictSheet],
  template: `
    <button type="button" id="before">scan</button>
    @if (verdict(); as shown) {
      <az-verdict-sheet
        [verdict]="shown"
        [appearance]="appearance(shown)"
        [busy]="busy()"
        (admitted)="log.push('admit ' + $event)"
        (undone)="log.push('undo')"
        (dismissed)="log.push('dismiss')"
      />
    }
  `,
})
class Door {
  readonly verdict = signal<Verdict | null>(null);
  readonly busy = signal(false);
  readonly log: string[] = [];

  protected appearance(shown: Verdict) {
    return appearanceOf(shown, { time: () => '20:12', dateTime: () => 'today' });
  }
}

describe('VerdictSheet', () => {
  let fixture: ComponentFixture<Door>;

  beforeEach(() => {
    // jsdom knows the element, but not how to open it.
    Object.assign(HTMLDialogElement.prototype, {
      showModal(this: HTMLDialogElement) {
        this.open = true;
      },
      close(this: HTMLDialogElement) {
        this.open = false;
      },
    });
    TestBed.configureTestingModule({
      providers: [
        provideTestingTranslations(),
        provideTranslocoScope('staff'),
        provideIcons(ICONS),
        provideIcons(STAFF_ICONS),
      ],
    });
    fixture = TestBed.createComponent(Door);
  });

  async function show(shown: Verdict): Promise<void> {
    fixture.componentInstance.verdict.set(shown);
    await fixture.whenStable();
  }

  function find(testId: string): HTMLElement | null {
    return (fixture.nativeElement as HTMLElement).querySelector(`[data-testid="${testId}"]`);
  }

  async function press(testId: string): Promise<void> {
    find(testId)?.click();
    await fixture.whenStable();
  }

  it('puts the act that is expected under the Enter key', async () => {
    await show(verdict('ready'));
    expect(document.activeElement).toBe(find('admit'));
    await show(verdict('checked_in', 3));
    expect(document.activeElement).toBe(find('verdict-dismiss'));
  });

  it('admits all who remain, or as many as are there', async () => {
    await show(verdict('ready', 1));
    expect(find('admit-count')?.textContent).toBe('2');
    await press('admit-more');
    expect(find('admit-count')?.textContent, 'no more than remain').toBe('2');
    await press('admit-fewer');
    await press('admit-fewer');
    expect(find('admit-count')?.textContent, 'at least one').toBe('1');
    await press('admit');
    expect(fixture.componentInstance.log).toEqual(['admit 1']);
  });

  it('admits once, however often it is pressed', async () => {
    await show(verdict('ready'));
    fixture.componentInstance.busy.set(true);
    await fixture.whenStable();
    await press('admit');
    expect(fixture.componentInstance.log).toEqual([]);
  });

  it('does not take the key that sent the code for the one that admits', async () => {
    await show(verdict('ready'));
    const held = new KeyboardEvent('keydown', {
      key: 'Enter',
      repeat: true,
      bubbles: true,
      cancelable: true,
    });
    find('admit')?.dispatchEvent(held);
    expect(held.defaultPrevented).toBe(true);
  });

  it('goes on with Escape, and leaves it to the page to close', async () => {
    await show(verdict('cancelled'));
    const escape = new Event('cancel', { cancelable: true });
    find('verdict')?.dispatchEvent(escape);
    expect(escape.defaultPrevented).toBe(true);
    expect(fixture.componentInstance.log).toEqual(['dismiss']);
  });

  it('says in a word what it is, and offers no admission where there is none', async () => {
    await show(verdict('cancelled'));
    expect(find('verdict')?.querySelector('h2')?.textContent).toBe('Disdetta');
    expect(find('verdict')?.dataset['outcome']).toBe('cancelled');
    expect(find('admit')).toBeNull();
  });
});
