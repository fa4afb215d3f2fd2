import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

/** A busy machine loses the beginning of a recording now and then. */
const ATTEMPTS = 3;

/**
 * Measures a page as on Lighthouse's phone: its screen, a slow 4G network and a processor a quarter as fast, both
 * reckoned from one fast run. Each attempt has a browser of its own: one that has lost a recording often loses the
 * next as well, and none begins with what an earlier one has left.
 * @param {{program: string | undefined, flags: string[]}} browser   without a program the first that is found
 * @param {string} url
 * @param {string[]} categories
 */
export async function measure(browser, url, categories) {
  for (let attempt = 1; ; attempt += 1) {
    const { lhr } = await inBrowser(browser, (port) =>
      lighthouse(url, {
        port,
        logLevel: 'error',
        formFactor: 'mobile',
        throttlingMethod: 'simulate',
        onlyCategories: categories,
      }),
    );
    if (!lhr.runtimeError) return lhr;
    if (attempt === ATTEMPTS) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  }
}

async function inBrowser({ program, flags }, work) {
  const chrome = await launch({ chromePath: program, chromeFlags: flags });
  try {
    return await work(chrome.port);
  } finally {
    await chrome.kill();
  }
}
