// The rules of MDN's HTTP Observatory (version 5 of its scoring methodology,
// developer.mozilla.org/en-US/observatory/docs/tests_and_scoring): 100 points, less for each fault; what is better than
// needed counts only from 90 points on. What needs other sites (the HSTS preload list) is left out.

const SIX_MONTHS = 15_768_000;

/** Directives of a policy, by name. */
const directivesOf = (policy) =>
  new Map(
    (policy ?? '')
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .filter(([name]) => name)
      .map(([name, ...sources]) => [name, sources]),
  );

/** Each rule answers points and the result's name in the Observatory. */
const RULES = {
  'content-security-policy': ({ headers }) => {
    const policy = directivesOf(headers['content-security-policy']);
    if (policy.size === 0) return [-25, 'csp-not-implemented'];
    const effective = (name) => policy.get(name) ?? policy.get('default-src') ?? ['*'];
    const broad = (sources) =>
      sources.some((source) =>
        ['*', 'http:', 'https:', 'data:', 'http://*', 'https://*'].includes(source),
      );
    const inline = (sources) =>
      sources.includes("'unsafe-inline'") &&
      !sources.some((source) => /^'(?:nonce-|sha(?:256|384|512)-)/.test(source));
    const scripts = effective('script-src');
    if (inline(scripts) || broad(scripts) || broad(effective('object-src')))
      return [-20, 'csp-implemented-with-unsafe-inline'];
    if (scripts.includes("'unsafe-eval'")) return [-10, 'csp-implemented-with-unsafe-eval'];
    if ([...policy.values()].flat().some((source) => /^(?:http|ftp):/.test(source)))
      return [-20, 'csp-implemented-with-insecure-scheme'];
    const styles = effective('style-src');
    if (inline(styles) || broad(styles))
      return [0, 'csp-implemented-with-unsafe-inline-in-style-src-only'];
    return policy.get('default-src')?.join() === "'none'"
      ? [10, 'csp-implemented-with-no-unsafe-default-src-none']
      : [5, 'csp-implemented-with-no-unsafe'];
  },
  cookies: ({ headers }) => {
    const cookies = headers['set-cookie'] ?? [];
    if (cookies.length === 0) return [0, 'cookies-not-found'];
    return cookies.every(
      (cookie) => /;\s*Secure/i.test(cookie) && /;\s*SameSite=(?:Lax|Strict)/i.test(cookie),
    )
      ? [5, 'cookies-secure-with-httponly-sessions-and-samesite']
      : [-20, 'cookies-without-secure-flag'];
  },
  'cross-origin-resource-sharing': ({ foreign }) =>
    foreign.headers['access-control-allow-origin'] === undefined
      ? [0, 'cross-origin-resource-sharing-not-implemented']
      : [-50, 'cross-origin-resource-sharing-implemented-with-universal-access'],
  redirection: ({ plain, name }) => {
    if (![301, 302, 307, 308].includes(plain.status)) return [-20, 'redirection-missing'];
    const to = new URL(plain.headers.location);
    return to.protocol === 'https:' && to.hostname === name
      ? [0, 'redirection-to-https']
      : [-10, 'redirection-not-to-https'];
  },
  'referrer-policy': ({ headers }) =>
    /^(?:no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/.test(
      headers['referrer-policy'] ?? '',
    )
      ? [5, 'referrer-policy-private']
      : [0, 'referrer-policy-not-implemented'],
  'strict-transport-security': ({ headers }) => {
    const age = Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1]);
    if (Number.isNaN(age)) return [-20, 'hsts-not-implemented'];
    return age >= SIX_MONTHS
      ? [0, 'hsts-implemented-max-age-at-least-six-months']
      : [-10, 'hsts-implemented-max-age-less-than-six-months'];
  },
  'subresource-integrity': ({ text }) => {
    const scripts = [...text.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)];
    const foreign = scripts.filter(([, src]) => /^(?:[a-z]+:)?\/\//.test(src));
    if (foreign.length === 0)
      return [0, 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin'];
    return foreign.every(([tag, src]) => tag.includes('integrity=') && src.startsWith('https:'))
      ? [5, 'sri-implemented-and-external-scripts-loaded-securely']
      : [-5, 'sri-not-implemented-but-external-scripts-loaded-securely'];
  },
  'x-content-type-options': ({ headers }) =>
    headers['x-content-type-options'] === 'nosniff'
      ? [0, 'x-content-type-options-nosniff']
      : [-5, 'x-content-type-options-not-implemented'],
  'x-frame-options': ({ headers }) => {
    if (directivesOf(headers['content-security-policy']).has('frame-ancestors'))
      return [5, 'x-frame-options-implemented-via-csp'];
    return /^(?:DENY|SAMEORIGIN)$/i.test(headers['x-frame-options'] ?? '')
      ? [0, 'x-frame-options-sameorigin-or-deny']
      : [-20, 'x-frame-options-not-implemented'];
  },
  'cross-origin-resource-policy': ({ headers }) =>
    /^same-(?:origin|site)$/.test(headers['cross-origin-resource-policy'] ?? '')
      ? [10, 'corp-implemented-with-same-origin']
      : [0, 'corp-not-implemented'],
};

/**
 * @param {object} site
 * @param {string} site.name   its host name
 * @param {import('node:http').IncomingHttpHeaders} site.headers   of its first page
 * @param {string} site.text   of the same
 * @param {{status: number, headers: import('node:http').IncomingHttpHeaders}} site.plain   answer over plain HTTP
 * @param {{headers: import('node:http').IncomingHttpHeaders}} site.foreign   answer to another site's script
 */
export function score(site) {
  const results = Object.entries(RULES).map(([rule, judge]) => {
    const [points, result] = judge(site);
    return { rule, points, result };
  });
  const sum = (kept) => results.filter(kept).reduce((total, { points }) => total + points, 0);
  const withoutExtra = 100 + sum(({ points }) => points < 0);
  return {
    results,
    score: withoutExtra + (withoutExtra >= 90 ? sum(({ points }) => points > 0) : 0),
  };
}
