import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { dyingWithUs } from './machine.mjs';

/**
 * A program of the stack: started until it answers, watched, stopped in order.
 *
 * Emits `line` for each line it prints and `died` when it ends without being asked to.
 */
export class Program extends EventEmitter {
  #child;
  #log;
  #wanted = false;

  /**
   * @param {object} plan
   * @param {string} plan.name            what it is called in messages, and its log file
   * @param {string} plan.command
   * @param {string[]} plan.args
   * @param {string} plan.logDirectory
   * @param {() => Promise<boolean>} plan.ready   whether it can be used
   * @param {number} [plan.readySeconds]  how long that may take
   * @param {Record<string, string>} [plan.env]   added to our own environment
   * @param {string} [plan.cwd]
   * @param {{uid: number, gid: number}} [plan.account]   whom to run it as
   * @param {NodeJS.Signals} [plan.stopSignal]
   * @param {number} [plan.stopSeconds]   how long it may take to stop before it is killed
   */
  constructor(plan) {
    super();
    this.plan = { readySeconds: 60, stopSignal: 'SIGTERM', stopSeconds: 15, ...plan };
    this.logFile = path.join(plan.logDirectory, `${plan.name}.log`);
  }

  get name() {
    return this.plan.name;
  }

  get running() {
    return (
      this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
    );
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts it and returns when it is ready; throws with its last words when it ends or hesitates too long. */
  async start() {
    if (this.running) return;
    const { command, args, env, cwd, account, stopSignal, ready, readySeconds } = this.plan;
    this.#openLog();
    const [file, ...words] = [...dyingWithUs(stopSignal), command, ...args];
    const child = spawn(file, words, {
      cwd,
      env: { ...process.env, ...env },
      // Its own session: Ctrl-C in the terminal reaches us alone, and we stop the parts in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    this.#child = child;
    this.#wanted = true;
    child.once('error', (error) => this.#write(`could not be started: ${error.message}`));
    for (const stream of [child.stdout, child.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => {
        this.#write(line);
        this.emit('line', line);
      });
    }
    child.once('close', (code, signal) => {
      this.#log.end();
      if (this.#wanted && this.#child === child) {
        this.#wanted = false;
        this.emit('died', signal ? `was ended by ${signal}` : `ended with status ${code}`);
      }
    });
    const deadline = Date.now() + readySeconds * 1000;
    while (!(await ready())) {
      if (!this.running || child.pid === undefined)
        throw new Error(`${this.name} did not start.\n${this.lastWords()}`);
      if (Date.now() > deadline) {
        await this.stop();
        throw new Error(`${this.name} was not ready after ${readySeconds} s.\n${this.lastWords()}`);
      }
      await sleep(100);
    }
  }

  /** Asks it to end, and kills it when it does not. */
  async stop() {
    this.#wanted = false;
    if (!this.running) return;
    const ended = once(this.#child, 'exit');
    this.#signal(this.plan.stopSignal);
    const patience = setTimeout(() => this.#signal('SIGKILL'), this.plan.stopSeconds * 1000);
    await ended;
    clearTimeout(patience);
  }

  /** Ends it without ceremony, as a crash would; nobody is told that it died. */
  async kill(signal = 'SIGKILL') {
    this.#wanted = false;
    if (!this.running) return;
    const ended = once(this.#child, 'exit');
    this.#signal(signal);
    await ended;
  }

  /** The end of its log, for a message about its death. */
  lastWords(lines = 20) {
    if (!existsSync(this.logFile)) return '';
    const all = readFileSync(this.logFile, 'utf8').trimEnd().split('\n');
    return all
      .slice(-lines)
      .map((line) => `    ${line}`)
      .join('\n');
  }

  #signal(signal) {
    // Negative: the whole group, since a program may have children of its own (nginx workers, node).
    try {
      process.kill(signal === 'SIGKILL' ? -this.#child.pid : this.#child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }

  #openLog() {
    mkdirSync(path.dirname(this.logFile), { recursive: true });
    const restarted = this.#log !== undefined;
    if (!restarted) keepOneBefore(this.logFile);
    this.#log = createWriteStream(this.logFile, { flags: 'a' });
  }

  #write(line) {
    this.#log.write(`${line}\n`);
  }
}

/** Keeps the log of the run before. Of several that begin at once under one name, one finds it. */
function keepOneBefore(logFile) {
  try {
    renameSync(logFile, `${logFile}.before`);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
