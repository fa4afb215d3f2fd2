// `make reset`: forgets the data, mails, logs and secrets of this checkout's stack.
import { forgetStack } from './forget.mjs';
import { runningStack } from './lock.mjs';
import { keepsake } from './place.mjs';

const pid = runningStack();
if (pid !== undefined) {
  console.error(`The stack runs (process ${pid}): stop it first.`);
  process.exit(1);
}
forgetStack(keepsake);
console.log('Forgotten: the next `make run` starts from an empty database and a new demo season.');
