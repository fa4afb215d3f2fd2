// `make test-compose`: the deployment of docs/deployment.md, really built and run with Docker Compose, and made to suffer.
// Settings: COMPOSE_BUILD=off takes the images that are there; COMPOSE_KEEP=on leaves it running afterwards.
import { run } from './command.mjs';
import { engineHere } from './compose/deployment.mjs';
import { countNode } from './counts.mjs';
import { installAllPackages } from './build.mjs';

if (!(await engineHere())) {
  console.error('There is no Docker engine with Compose 2 here: nothing was tested.');
  process.exit(1);
}
await installAllPackages();
const tests = new URL('compose/shows.test.mjs', import.meta.url).pathname;
const counts = await run(process.execPath, ['--test', '--test-reporter=spec', tests], {
  env: { NO_COLOR: '1' },
  onText: (text) => process.stdout.write(text),
}).then(countNode, (error) => ({ ...countNode(error.output ?? ''), error }));
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.error || counts.failed > 0 || counts.passed === 0 ? 1 : 0);
