import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

/** A busy machine loses the beginning of a recording now and then. */
const ATTEMPTS = 3;

/** Chromium with Lighthouse in its passenger seat; each measurement begins with an empty cache. */
export class Browser {
  #chrome;

  constructor(chrome) {
    this.#chrome = chrome;
  }

  /**
   * @param {string | undefined} program   the browser; the first that is found without one
   * @param {string[]} flags
   */
  static async start(program, flags) {
    return new Browser(await launch({ chromePath: program, chromeFlags: flags }));
  }

  /**
   * Measures a page as on Lighthouse's phone: its screen, a slow 4G network and a processor a quarter as fast, both
   * reckoned from one fast run.
   */
  async measure(url, categories) {
    for (let attempt = 1; ; attempt += 1) {
      const { lhr } = await lighthouse(url, {
        port: this.#chrome.port,
        logLevel: 'error',
        formFactor: 'mobile',
        throttlingMethod: 'simulate',
        onlyCategories: categories,
      });
      if (!lhr.runtimeError) return lhr;
      if (attempt === ATTEMPTS) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    }
  }

  async stop() {
    await this.#chrome.kill();
  }
}
