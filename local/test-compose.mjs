// `make test-compose`: the deployment of docs/deployment.md, really built and run with Docker Compose, and made to suffer.
// Settings: COMPOSE_BUILD=off takes the images that are there; COMPOSE_KEEP=on leaves it running afterwards;
// COMPOSE_SHOWS="shows check" chooses some of the files in compose/.
import { buildImages, engineHere } from './compose/deployment.mjs';
import { composeShows } from './compose/run.mjs';
import { installAllPackages } from './build.mjs';

if (!(await engineHere())) {
  console.error('There is no Docker engine with Compose 2 here: nothing was tested.');
  process.exit(1);
}
await installAllPackages();
if (process.env.COMPOSE_BUILD !== 'off') await buildImages((text) => process.stderr.write(text));
const counts = await composeShows((text) => process.stdout.write(text));
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
