import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers } from './answers.mjs';
import { onPath } from './machine.mjs';
import { checkout, ownDirectory, plainAccount, readableCopy } from './place.mjs';
import { hasIpv6Loopback } from './ports.mjs';
import { Program } from './program.mjs';

const NGINX = path.join(checkout, 'nginx');

export const nginxHere = () => onPath('nginx') !== undefined;

/** nginx in front of the API, from the same templates that a deployment uses. */
export class Site extends Program {
  /**
   * @param {object} plan
   * @param {string} plan.directory
   * @param {string} plan.webRoot
   * @param {number} plan.port
   * @param {number} plan.apiPort
   * @param {string} plan.logDirectory
   * @param {'on' | 'off'} [plan.rateLimits]   limits per client address ('on')
   */
  static async plan({ directory, webRoot, port, apiPort, logDirectory, rateLimits = 'on' }) {
    const account = plainAccount('www-data');
    // As root, nginx hands its temporary directories to its workers' account, which must be able to walk there.
    const temporary = ownDirectory(account, path.join(directory, 'temporary'));
    mkdirSync(logDirectory, { recursive: true });
    const listen = [
      `listen 127.0.0.1:${port};`,
      ...((await hasIpv6Loopback()) ? [`listen [::1]:${port};`] : []),
    ];
    const maintenanceFile = path.join(temporary, 'maintenance');
    const siteConfiguration = path.join(directory, 'site.conf');
    render('site.conf.template', siteConfiguration, {
      LISTEN: listen.join(' '),
      SERVER_NAMES: '_',
      API_GROUP: `upstream api { server 127.0.0.1:${apiPort}; keepalive 16; }`,
      API: 'api',
      REAL_IP: '',
      SCHEME: '$scheme',
      RATE_LIMITS: rateLimits,
      WEB_ROOT: readableCopy(account, webRoot, 'index.html', path.join(directory, 'web')),
      PAGES: readableCopy(
        account,
        path.join(NGINX, 'pages'),
        '503.html',
        path.join(directory, 'pages'),
      ),
      SNIPPETS: NGINX,
      // Beside the temporary files, since nginx' workers write there too.
      CACHE_DIRECTORY: path.join(temporary, 'cache'),
      MAINTENANCE_FILE: maintenanceFile,
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
      SITE_FILES: `include ${siteConfiguration};`,
    });
    const site = new Site({
      name: 'nginx',
      command: onPath('nginx'),
      args: ['-c', configuration, '-e', errorLog],
      cwd: directory,
      logDirectory,
      ready: () => answers(`http://127.0.0.1:${port}/api/ready`),
    });
    /** While it exists, the site is closed. @type {string} */ site.maintenanceFile =
      maintenanceFile;
    return site;
  }
}

/** Fills in the ${VARIABLES} of a template; all of them, and no others. */
function render(template, file, values) {
  const source = path.join(NGINX, template);
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
