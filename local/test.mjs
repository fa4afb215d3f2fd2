// `make test`: every check and test there is, one after the other whatever became of those before, and a summary.
import { installAllPackages } from './build.mjs';
import { CommandFailed } from './command.mjs';
import { oneCheck, total } from './counts.mjs';
import { elapsed } from './progress.mjs';
import { provision } from './provision.mjs';
import { STEPS } from './steps.mjs';

async function main() {
  const since = Date.now();
  const steps = chosenSteps();
  const missing = await provision();
  const results = [];
  // Without its packages nothing of JavaScript can run; that is then told by each step in its own words.
  await installAllPackages().catch((error) => console.error(error.message));
  for (const { name, title, work } of steps) {
    console.log(`\n━━ ${title} (${name})`);
    const started = Date.now();
    results.push({ name, title, ...(await outcomeOf(work)), took: elapsed(started) });
  }
  report(results, missing, elapsed(since));
  process.exit(total(results).failed === 0 && missing.length === 0 ? 0 : 1);
}

/** Those named in STEPS, or all. */
function chosenSteps() {
  const names = (process.env.STEPS ?? '').split(/[\s,]+/).filter(Boolean);
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `STEPS: no ${unknown.join(', ')}; there are ${STEPS.map(({ name }) => name).join(' ')}.`,
    );
    process.exit(2);
  }
  return names.length === 0 ? STEPS : STEPS.filter(({ name }) => names.includes(name));
}

async function outcomeOf(work) {
  try {
    return await work();
  } catch (error) {
    // A command's output has been shown as it came.
    const note = error.message.split('\n')[0];
    console.error(error instanceof CommandFailed ? note : error.stack);
    return { ...oneCheck(false), note };
  }
}

function report(results, missing, took) {
  const rows = results.map(({ title, passed, failed, skipped, took, note }) => [
    failed === 0 ? '✓' : '✗',
    title,
    `${passed} passed`,
    `${failed} failed`,
    skipped > 0 ? `${skipped} skipped` : '',
    took,
    note ?? '',
  ]);
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n━━ Summary, after ${took}`);
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
  if (missing.length > 0) console.log(`✗ missing on this machine: ${missing.join(', ')}`);
  const { passed, failed, skipped } = total(results);
  console.log(
    `\n${passed} passed, ${failed + missing.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
