import {
  Component,
  DOCUMENT,
  DestroyRef,
  ElementRef,
  afterNextRender,
  booleanAttribute,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { fromEvent } from 'rxjs';

import { CameraTrouble, hasTorch, isAllowed, openCamera, switchTorch, troubleOf } from './camera';
import { Decoder } from './decoder';
import { PictureGrabber } from './picture-grabber';
import { Listening, SameCode } from './same-code';
import { ScreenWake } from './screen-wake';

export type ScannerState = 'off' | 'starting' | 'scanning' | CameraTrouble;

/** Milliseconds from one look to the next: quicker than a hand, slow enough for the battery. */
const LOOK_EVERY = 110;

const ICONS: Record<CameraTrouble | 'off', string> = {
  off: 'scan',
  denied: 'no-camera',
  missing: 'no-camera',
  failed: 'camera-off',
};

/** The camera at the door: says which codes are held to it, each once. */
@Component({
  selector: 'az-scanner',
  imports: [MatButtonModule, MatIconModule, MatProgressBarModule, TranslocoDirective],
  providers: [Decoder, ScreenWake],
  templateUrl: './scanner.html',
  styleUrl: './scanner.scss',
})
export class Scanner {
  /** Which codes are welcome now. */
  readonly listening = input<Listening>('all');
  /** A code is being judged. */
  readonly busy = input(false, { transform: booleanAttribute });
  /** The text of a code that was not before the camera until now. */
  readonly found = output<string>();

  private readonly document = inject(DOCUMENT);
  private readonly navigator = this.document.defaultView?.navigator;
  private readonly decoder = inject(Decoder);
  private readonly wake = inject(ScreenWake);
  private readonly video = viewChild.required<ElementRef<HTMLVideoElement>>('video');
  private readonly grabber = new PictureGrabber(this.document);
  private readonly sameCode = new SameCode();
  private stream: MediaStream | null = null;
  /** Of the latest start: an older one that is still asking for the camera has nothing to say. */
  private attempt = 0;

  protected readonly state = signal<ScannerState>('off');
  protected readonly icon = computed(() => {
    const state = this.state();
    return state === 'starting' || state === 'scanning' ? null : ICONS[state];
  });
  /** Null where the camera has no lamp. */
  protected readonly torch = signal<boolean | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.stop();
    });
    fromEvent(this.document, 'visibilitychange')
      .pipe(takeUntilDestroyed())
      .subscribe(() => {
        this.onFront();
      });
    // There must be a place to show the picture in.
    afterNextRender(() => {
      void this.startIfAllowed();
    });
  }

  protected async start(): Promise<void> {
    const attempt = ++this.attempt;
    this.state.set('starting');
    try {
      const [stream] = await Promise.all([openCamera(this.devices), this.decoder.ready()]);
      if (attempt !== this.attempt) {
        close(stream);
        return;
      }
      await this.show(stream);
    } catch (error) {
      if (attempt === this.attempt) {
        this.end(troubleOf(error));
      }
    }
  }

  protected stop(): void {
    this.attempt += 1;
    this.end('off');
  }

  protected async toggleTorch(): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    const on = this.torch() === false;
    if (!track) {
      return;
    }
    try {
      await switchTorch(track, on);
      this.torch.set(on);
    } catch {
      // The phone has the lamp but will not give it away: the switch would promise too much.
      this.torch.set(null);
    }
  }

  private async startIfAllowed(): Promise<void> {
    // Nobody has switched it on or off meanwhile.
    if ((await isAllowed(this.permissions)) && this.attempt === 0) {
      await this.start();
    }
  }

  private async show(stream: MediaStream): Promise<void> {
    this.stream = stream;
    const track = stream.getVideoTracks()[0];
    track?.addEventListener('ended', () => {
      if (this.stream === stream && this.isVisible) {
        this.end('failed');
      }
    });
    const video = this.video().nativeElement;
    video.srcObject = stream;
    await video.play();
    if (this.stream !== stream) {
      return;
    }
    this.torch.set(track && hasTorch(track) ? false : null);
    this.state.set('scanning');
    void this.wake.hold();
    void this.look(stream);
  }

  private async look(stream: MediaStream): Promise<void> {
    while (this.stream === stream) {
      const began = performance.now();
      const picture = this.isVisible ? this.grabber.grab(this.video().nativeElement) : null;
      if (picture) {
        try {
          this.seen(stream, await this.decoder.read(picture));
        } catch (error) {
          if (this.stream === stream) {
            this.end(troubleOf(error));
          }
          return;
        }
      }
      await pause(LOOK_EVERY - (performance.now() - began));
    }
  }

  private seen(stream: MediaStream, text: string | null): void {
    if (this.stream !== stream) {
      return;
    }
    const isNews = this.sameCode.isNews(text, performance.now(), this.listening());
    if (text !== null && isNews) {
      this.found.emit(text);
    }
  }

  /** Back from another app, which may have taken the camera. */
  private onFront(): void {
    if (!this.isVisible || this.state() !== 'scanning') {
      return;
    }
    if (this.stream?.active) {
      void this.wake.hold();
    } else {
      this.end('off');
      void this.start();
    }
  }

  private end(state: ScannerState): void {
    if (this.stream) {
      close(this.stream);
      this.stream = null;
    }
    this.torch.set(null);
    this.state.set(state);
    void this.wake.letGo();
  }

  private get isVisible(): boolean {
    return this.document.visibilityState === 'visible';
  }

  /** Both are absent where the page did not come over TLS, whatever the types say. */
  private get devices(): MediaDevices | undefined {
    return this.navigator?.mediaDevices;
  }

  private get permissions(): Permissions | undefined {
    return this.navigator?.permissions;
  }
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, milliseconds));
  });
}
