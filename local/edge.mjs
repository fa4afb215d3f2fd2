// nginx as a container starts it (nginx/start.sh), on this machine: for tests of what only a deployment has.
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { run } from './command.mjs';
import { onPath } from './machine.mjs';
import { checkout, ownDirectory, plainAccount, readableCopy } from './place.mjs';
import { freePort } from './ports.mjs';
import { Program } from './program.mjs';

const SCRIPT = path.join(checkout, 'nginx', 'start.sh');

/** Whether this machine has what a container of ours has. */
export const edgeHere = () => ['nginx', 'envsubst', 'openssl'].every((name) => onPath(name));

export class Edge extends Program {
  /**
   * @param {object} plan
   * @param {string} plan.directory
   * @param {string} plan.webRoot
   * @param {number} plan.apiPort
   * @param {Record<string, string>} [plan.settings]   as in a deployment
   */
  static async plan({ directory, webRoot, apiPort, settings }) {
    const account = plainAccount('www-data');
    mkdirSync(directory, { recursive: true });
    const [plainPort, tlsPort, healthPort] = [
      await freePort(0),
      await freePort(0),
      await freePort(0),
    ];
    const files = {
      certificate: path.join(directory, 'tls', 'fullchain.pem'),
      key: path.join(directory, 'tls', 'privkey.pem'),
      acme: ownDirectory(account, path.join(directory, 'acme')),
      accessLog: path.join(directory, 'access.log'),
    };
    const env = {
      NGINX_HERE: readableCopy(
        account,
        path.join(checkout, 'nginx'),
        'pages/503.html',
        path.join(directory, 'here'),
      ),
      NGINX_RUN: ownDirectory(account, path.join(directory, 'run')),
      NGINX_USER: account ? `${account.name} ${account.group}` : '',
      WEB_ROOT: readableCopy(account, webRoot, 'index.html', path.join(directory, 'web')),
      TLS_CERTIFICATE: files.certificate,
      TLS_KEY: files.key,
      ACME_DIRECTORY: files.acme,
      ACCESS_LOG: files.accessLog,
      ERROR_LOG: path.join(directory, 'error.log'),
      PLAIN_PORT: String(plainPort),
      TLS_PORT: String(tlsPort),
      HEALTH_ADDRESS: `127.0.0.1:${healthPort}`,
      API_ADDRESS: `127.0.0.1:${apiPort}`,
      PUBLIC_URL: 'https://tickets.example.org',
      ...settings,
    };
    const edge = new Edge({
      name: 'edge',
      command: SCRIPT,
      args: [],
      env,
      cwd: directory,
      logDirectory: path.join(directory, 'logs'),
      ready: () => connects(healthPort),
    });
    return Object.assign(edge, { plainPort, tlsPort, healthPort, files, env });
  }

  /** Another command of the script. */
  async command(...args) {
    return run(SCRIPT, args, { env: this.env });
  }

  /**
   * Asks over TLS unless `plain`, as the site's own name unless `host` says another, from whatever address of this
   * machine `from` says. Nobody vouches for the certificates of tests.
   */
  ask(where, { plain = false, host = 'tickets.example.org', from, headers, body, ...more } = {}) {
    const { request } = plain ? http : https;
    return new Promise((resolve, reject) => {
      const asked = request({
        host: '127.0.0.1',
        port: plain ? this.plainPort : this.tlsPort,
        path: where,
        servername: host,
        rejectUnauthorized: false,
        localAddress: from,
        agent: false,
        ...more,
        headers: { Host: host, ...headers },
      });
      asked.once('error', reject);
      asked.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data) => (text += data));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, text }),
        );
      });
      asked.end(body);
    });
  }
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
