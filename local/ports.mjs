import net from 'node:net';

/** Ports given out by this process: free when asked, though their programs may not listen yet. */
const given = new Set();

/**
 * A port on 127.0.0.1 that nothing listens on: `wanted` or one of the next, and any when `wanted` is 0.
 * @param {number} wanted
 */
export async function freePort(wanted) {
  const nearby = wanted === 0 ? [] : Array.from({ length: 100 }, (_, step) => wanted + step);
  for (const port of [...nearby.filter((port) => port <= 65_535), ...Array(20).fill(0)]) {
    const free = given.has(port) ? undefined : await listens(port);
    if (free !== undefined && !given.has(free)) {
      given.add(free);
      return free;
    }
  }
  throw new Error('This machine has no free port.');
}

/** Reads a port from an environment variable; `fallback` when it is unset. */
export function portSetting(name, fallback) {
  const text = process.env[name] ?? '';
  if (text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name}: expected a port, got "${text}".`);
  return port;
}

/** The port, if both loopback addresses could be listened on; a program may hold one of them only. */
async function listens(port) {
  const first = await tryListen(port, '127.0.0.1');
  if (first === undefined) return undefined;
  const second = await tryListen(first, '::1');
  return second === 'taken' ? undefined : first;
}

function tryListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', ({ code }) => {
      if (host === '::1') resolve(code === 'EADDRINUSE' ? 'taken' : undefined);
      else resolve(undefined);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}

/** Whether this machine has the IPv6 loopback address, which browsers may try first for `localhost`. */
export async function hasIpv6Loopback() {
  return typeof (await tryListen(0, '::1')) === 'number';
}
