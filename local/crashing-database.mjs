// A throw-away PostgreSQL that crashes and comes back when told, for tests of what its absence does to the programs.
//
//   node local/crashing-database.mjs
//
// prints one line of JSON once it answers, {"url":"postgres://..."}, and then reads commands, a line each:
//
//   crash    ends it at once, as `pg_ctl stop -m immediate` does: nobody is told, connections break
//   return   starts it again on the same data and port
//
// Each is answered by a line, {"done":"crash"}, when it has happened. The end of the input ends it all.
import readline from 'node:readline';
import { withTestDatabase } from './test-database.mjs';
import { endWithParent } from './parent.mjs';

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

await withTestDatabase(
  async (url, server) => {
    const commands = { crash: () => server.kill('SIGQUIT'), return: () => server.start() };
    const input = readline.createInterface({ input: process.stdin });
    endWithParent(() => input.close());
    say({ url });
    for await (const line of input) {
      if (!Object.hasOwn(commands, line)) throw new Error(`no command "${line}"`);
      await commands[line]();
      say({ done: line });
    }
  },
  { durable: 'server' },
);
