import path from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { isExecutable, onPath } from './machine.mjs';
import { keepsake } from './place.mjs';

/**
 * A tool from PyPI, installed in an environment of its own below `.local/` where it is not yet.
 * @param {string} program    its command
 * @param {string} release    the package and its version: `sslyze==6.3.1`; after a blank, what else is to be of one version
 * @returns {Promise<string | undefined>} the path of the command; nothing where it cannot be had
 */
export async function pythonTool(program, release) {
  const environment = path.join(
    keepsake,
    'tools',
    release.replaceAll('==', '-').replaceAll(' ', '-'),
  );
  const command = path.join(environment, 'bin', program);
  if (isExecutable(command)) return command;
  try {
    await run('python3', ['-m', 'venv', '--clear', environment]);
    await run(path.join(environment, 'bin', 'pip'), [
      ...['install', '--quiet', '--disable-pip-version-check', ...release.split(' ')],
    ]);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return undefined;
  }
  return isExecutable(command) ? command : undefined;
}

/** The same for a tool that this machine may have by itself. */
export async function ownOrPythonTool(program, release) {
  return onPath(program) ?? (await pythonTool(program, release));
}
