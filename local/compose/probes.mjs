// Looks at a deployment from outside.
import net from 'node:net';
import tls from 'node:tls';
import { run } from '../command.mjs';

/** The process of a container that runs as user `uid` of this machine, or `undefined`. */
export async function processOf(container, uid) {
  const rows = (await run('docker', ['top', container, '-eo', 'pid,uid,comm']))
    .trim()
    .split('\n')
    .slice(1);
  return rows.find((row) => Number(row.trim().split(/\s+/)[1]) === uid);
}

/** Connects to a port of this machine; rejects where nothing listens. */
export function connected(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

/** A client that begins a request and never ends it. */
export function hesitating(deployment) {
  const { hostname, port } = new URL(deployment.siteUrl);
  return new Promise((resolve, reject) => {
    const socket = tls.connect(
      { host: hostname, port, servername: hostname, rejectUnauthorized: false },
      () => {
        socket.write('POST /api/reservations/resend HTTP/1.1\r\nHost: localhost\r\nContent-Le');
        resolve(socket);
      },
    );
    socket.once('error', reject);
  });
}
