import { spawn } from 'node:child_process';
import { dyingWithUs, onPath } from './machine.mjs';

/** A command that ended badly; `output` is all that it said. */
export class CommandFailed extends Error {
  constructor(command, outcome, output) {
    super(`\`${command}\` ${outcome}.\n${output.trimEnd()}`);
    this.output = output;
  }
}

/**
 * Runs a command to its end and answers what it printed, both streams together.
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {Record<string, string>} [options.env]   added to our own environment
 * @param {(text: string) => void} [options.onText]   told what arrives, as it arrives
 */
export function run(command, args, { cwd, env, onText } = {}) {
  return new Promise((resolve, reject) => {
    const words = [command, ...args].join(' ');
    if (!onPath(command))
      return reject(new CommandFailed(words, 'could not be started: there is no such program', ''));
    const [file, ...rest] = [...dyingWithUs(), command, ...args];
    const child = spawn(file, rest, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        onText?.(text);
      });
    }
    child.once('error', (error) =>
      reject(new CommandFailed(words, `could not be started: ${error.message}`, output)),
    );
    child.once('close', (code, by) => {
      if (code === 0) resolve(output);
      else
        reject(
          new CommandFailed(words, by ? `was ended by ${by}` : `ended with status ${code}`, output),
        );
    });
  });
}
