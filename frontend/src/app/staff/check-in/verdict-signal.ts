import { DOCUMENT, DestroyRef, Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { fromEvent, merge, take } from 'rxjs';

import { DoorSettings } from './door-settings';
import { Tone } from './verdict-appearance';

export interface Note {
  /** Hertz. */
  readonly pitch: number;
  /** Seconds from the start. */
  readonly at: number;
  /** Seconds. */
  readonly length: number;
  readonly wave: OscillatorType;
}

const NO: readonly Note[] = [
  { pitch: 196, at: 0, length: 0.2, wave: 'square' },
  { pitch: 139, at: 0.24, length: 0.36, wave: 'square' },
];

/** Rising for a yes, the same twice for a part, low and falling for a no: told apart in a noisy foyer. */
export const NOTES: Readonly<Record<Tone, readonly Note[]>> = {
  yes: [
    { pitch: 660, at: 0, length: 0.09, wave: 'triangle' },
    { pitch: 990, at: 0.1, length: 0.2, wave: 'triangle' },
  ],
  partly: [
    { pitch: 660, at: 0, length: 0.12, wave: 'triangle' },
    { pitch: 660, at: 0.2, length: 0.12, wave: 'triangle' },
  ],
  no: NO,
  unknown: NO,
};

/** Milliseconds of buzz and rest, in turn. */
export const BUZZES: Readonly<Record<Tone, readonly number[]>> = {
  yes: [70],
  partly: [70, 90, 70],
  no: [300, 120, 300],
  unknown: [300, 120, 300],
};

const LOUDNESS = 0.35;
/** Seconds; a note that begins or ends at once clicks. */
const FADE = 0.012;

/** Tells a verdict to the ear and to the hand. Browsers allow neither before the page was touched. */
@Injectable()
export class VerdictSignal {
  private readonly settings = inject(DoorSettings);
  private readonly document = inject(DOCUMENT);
  /** What of it a browser has differs; the types believe in all of it. */
  private readonly navigator: Partial<Navigator> | undefined = this.document.defaultView?.navigator;
  private audio: AudioContext | null = null;
  private touched = this.navigator?.userActivation?.hasBeenActive ?? false;

  constructor() {
    merge(fromEvent(this.document, 'pointerdown'), fromEvent(this.document, 'keydown'))
      .pipe(take(1), takeUntilDestroyed())
      .subscribe(() => {
        this.touched = true;
        // Phones only give sound to a context that a touch has woken.
        void this.wake();
      });
    inject(DestroyRef).onDestroy(() => {
      void this.audio?.close();
    });
  }

  async give(tone: Tone): Promise<void> {
    if (!this.touched) {
      return;
    }
    this.navigator?.vibrate?.([...BUZZES[tone]]);
    if (this.settings.muted()) {
      return;
    }
    const audio = await this.wake();
    if (audio) {
      for (const note of NOTES[tone]) {
        play(audio, note);
      }
    }
  }

  private async wake(): Promise<AudioContext | null> {
    try {
      this.audio ??= new AudioContext();
      if (this.audio.state !== 'running') {
        await this.audio.resume();
      }
      return this.audio;
    } catch {
      // No sound to be had here: the verdict is still seen and felt.
      return null;
    }
  }
}

function play(audio: AudioContext, { pitch, at, length, wave }: Note): void {
  const from = audio.currentTime + at;
  const to = from + length;
  const source = new OscillatorNode(audio, { type: wave, frequency: pitch });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(LOUDNESS, from + FADE);
  volume.gain.setValueAtTime(LOUDNESS, to - FADE);
  volume.gain.linearRampToValueAtTime(0, to);
  source.connect(volume).connect(audio.destination);
  source.start(from);
  source.stop(to);
}
