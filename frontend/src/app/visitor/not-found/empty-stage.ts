import { Component } from '@angular/core';

/** A drawing: the curtain is open, the light is on, and there is only a chair. */
@Component({
  selector: 'az-empty-stage',
  template: `
    <svg viewBox="0 0 640 320" aria-hidden="true" focusable="false">
      <rect class="dark" width="640" height="320" />
      <rect class="boards" y="248" width="640" height="72" />
      <polygon class="beam" points="306,0 334,0 452,268 188,268" />
      <ellipse class="pool" cx="320" cy="268" rx="132" ry="18" />
      <g class="chair">
        <path d="M299 170 L296 222 M341 170 L344 222 M299 180 H341 M298 194 H342 M297 208 H343" />
        <path d="M292 224 H348" class="seat" />
        <path d="M296 226 L290 268 M344 226 L350 268 M304 226 L306 258 M336 226 L334 258" />
      </g>
      <path class="curtain" d="M0 0 H168 C164 110 150 214 96 320 H0 Z" />
      <path class="curtain" d="M640 0 H472 C476 110 490 214 544 320 H640 Z" />
      <path
        class="fold"
        d="M44 0 C44 130 40 230 22 320 M92 0 C90 120 82 224 52 320 M136 0 C132 114 120 220 78 320
           M596 0 C596 130 600 230 618 320 M548 0 C550 120 558 224 588 320 M504 0 C508 114 520 220 562 320"
      />
      <path
        class="valance"
        d="M0 0 H640 V30 Q600 66 560 34 Q520 66 480 34 Q440 66 400 34 Q360 66 320 34 Q280 66 240 34
           Q200 66 160 34 Q120 66 80 34 Q40 66 0 30 Z"
      />
    </svg>
  `,
  styles: `
    svg {
      display: block;
      inline-size: 100%;
      border-radius: var(--mat-sys-corner-extra-small);
    }

    .dark {
      fill: var(--az-ink);
    }

    .boards {
      fill: color-mix(in srgb, var(--az-ink) 80%, var(--mat-sys-tertiary));
    }

    .beam {
      fill: var(--az-light);
      opacity: 0.14;
    }

    .pool {
      fill: var(--az-light);
      opacity: 0.85;
    }

    .chair {
      fill: none;
      stroke: var(--az-on-ink);
      stroke-width: 4;
      stroke-linecap: round;
    }

    .chair .seat {
      stroke-width: 7;
    }

    .chair path:last-child {
      stroke: color-mix(in srgb, var(--az-on-ink) 35%, var(--az-ink));
    }

    .curtain,
    .valance {
      fill: var(--az-curtain);
    }

    .valance {
      stroke: var(--az-light);
      stroke-width: 3;
    }

    .fold {
      fill: none;
      stroke: color-mix(in srgb, var(--az-curtain) 70%, var(--az-ink));
      stroke-width: 7;
    }
  `,
})
export class EmptyStage {}
