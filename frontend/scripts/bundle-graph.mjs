// The graph of bundles that a build writes beside them.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** @param {string} dist   where the build is */
export async function bundleGraph(dist) {
  const { outputs } = JSON.parse(await readFile(path.join(dist, 'browser-stats.json'), 'utf8'));

  /** What a file imports in this way: `import-statement` at once, `dynamic-import` when it comes to it. */
  const importsOf = (file, kind) =>
    (outputs[file]?.imports ?? [])
      .filter((imported) => imported.kind === kind && outputs[imported.path])
      .map((imported) => imported.path);

  /** The bundle that a source file is the beginning of. */
  const bundleOf = (entryPoint) =>
    Object.keys(outputs).find((file) => outputs[file].entryPoint === entryPoint);

  /** `starts` and all that they need at once. */
  function withStatic(starts) {
    const found = new Set();
    const open = [...starts];
    while (open.length > 0) {
      const file = open.pop();
      if (!found.has(file)) {
        found.add(file);
        open.push(...importsOf(file, 'import-statement'));
      }
    }
    return found;
  }

  return { outputs, importsOf, bundleOf, withStatic };
}
