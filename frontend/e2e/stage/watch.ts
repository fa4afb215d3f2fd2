import type { BrowserContext, ConsoleMessage, Request, Response } from '@playwright/test';

import { siteUrl } from './surroundings';

/** An answer that refuses something is an answer; Chromium prints it in red all the same. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Where refusals are as they should be: the API, and the addresses that the tests make up. */
const MAY_REFUSE = /^\/(?:(?:api|admin)\/|no-such-)/;

/**
 * Watches what pages do behind the visitor's back: errors on the console, scripts that break, violations of
 * the content security policy, requests to other hosts, answers that admit a fault of the server.
 */
export class Watch {
  /** What went wrong, a sentence each. */
  readonly complaints: string[] = [];
  readonly #requests: Request[] = [];
  readonly #expected: RegExp[] = [];

  /** Watches all pages of a browser window, those that are opened later included. */
  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on('console', (message) => {
      this.#onConsole(message);
    });
    context.on('weberror', (broken) => {
      this.#complain(`a script broke: ${broken.error().message}`);
    });
    context.on('request', (request) => {
      this.#onRequest(request);
    });
    context.on('response', (response) => {
      this.#onResponse(response);
    });
  }

  /** Says that a test causes this trouble on purpose. */
  expects(trouble: RegExp): void {
    this.#expected.push(trouble);
  }

  /** Everything requested until now, in order. */
  get requests(): readonly Request[] {
    return this.#requests;
  }

  #onConsole(message: ConsoleMessage): void {
    if (message.type() !== 'error' && message.type() !== 'warning') {
      return;
    }
    const { url } = message.location();
    if (REFUSAL.test(message.text()) && MAY_REFUSE.test(new URL(url).pathname)) {
      return;
    }
    this.#complain(`console ${message.type()}: ${message.text()} (${url})`);
  }

  #onRequest(request: Request): void {
    this.#requests.push(request);
    const { protocol, origin } = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && origin !== siteUrl()) {
      this.#complain(`request to a foreign host: ${request.url()}`);
    }
  }

  #onResponse(response: Response): void {
    if (response.status() >= 500) {
      this.#complain(`${response.status()} from ${response.url()}`);
    }
  }

  #complain(trouble: string): void {
    if (!this.#expected.some((expected) => expected.test(trouble))) {
      this.complaints.push(trouble);
    }
  }
}
