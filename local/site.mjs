import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers } from './answers.mjs';
import { onPath } from './machine.mjs';
import { checkout, ownDirectory, plainAccount, readableCopy } from './place.mjs';
import { hasIpv6Loopback } from './ports.mjs';
import { Program } from './program.mjs';

export const nginxHere = () => onPath('nginx') !== undefined;

/** nginx in front of the API, from the same templates that a deployment uses. */
export class Site extends Program {
  /** @param {{directory: string, webRoot: string, port: number, apiPort: number, logDirectory: string}} plan */
  static async plan({ directory, webRoot, port, apiPort, logDirectory }) {
    const account = plainAccount('www-data');
    // As root, nginx hands its temporary directories to its workers' account, which must be able to walk there.
    const temporary = ownDirectory(account, path.join(directory, 'temporary'));
    mkdirSync(logDirectory, { recursive: true });
    const listen = [
      `listen 127.0.0.1:${port};`,
      ...((await hasIpv6Loopback()) ? [`listen [::1]:${port};`] : []),
    ];
    const siteConfiguration = path.join(directory, 'site.conf');
    render('site.conf.template', siteConfiguration, {
      LISTEN: listen.join(' '),
      API_UPSTREAM: `127.0.0.1:${apiPort}`,
      WEB_ROOT: readableCopy(account, webRoot, 'index.html', path.join(directory, 'web')),
      ACCESS_LOG: path.join(logDirectory, 'access.log'),
      HSTS: '',
    });
    const errorLog = path.join(logDirectory, 'nginx-error.log');
    const configuration = path.join(directory, 'nginx.conf');
    render('nginx.conf.template', configuration, {
      USER: account ? `user ${account.name} ${account.group};` : '',
      PID_FILE: path.join(directory, 'nginx.pid'),
      TEMP_DIRECTORY: temporary,
      ERROR_LOG: errorLog,
      SITE_CONFIGURATION: siteConfiguration,
    });
    return new Site({
      name: 'nginx',
      command: onPath('nginx'),
      args: ['-c', configuration, '-e', errorLog],
      cwd: directory,
      logDirectory,
      ready: () => answers(`http://127.0.0.1:${port}/api/ready`),
    });
  }
}

/** Fills in the ${VARIABLES} of a template; all of them, and no others. */
function render(template, file, values) {
  const source = path.join(checkout, 'nginx', template);
  const text = readFileSync(source, 'utf8').replace(/^(\s*[^#\s].*)$/gm, (line) =>
    line.replace(/\$\{([A-Z_]+)\}/g, (_, name) => {
      if (!Object.hasOwn(values, name))
        throw new Error(`${template}: nobody gives ${name} a value.`);
      return values[name];
    }),
  );
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
