// Many changes of one file in one text, each behind a switch: the body of a function begins with one question for each of
// its changes, and goes on as it was where none is on.

/**
 * @typedef {{line: number, column: number}} Place   both from 1
 * @typedef {object} Change
 * @property {number} number                                   its switch
 * @property {{span: {start: Place, end: Place}}} function    the function that it is in
 * @property {string} changed                                  the whole file, changed
 */

/**
 * A text with a unified diff of one file applied.
 * @param {string} source
 * @param {string} diff
 */
export function applied(source, diff) {
  const lines = source.split('\n');
  const out = [];
  let next = 0;
  for (const line of diff.split('\n').slice(2)) {
    const hunk = /^@@ -(\d+)/.exec(line);
    if (hunk) while (next < Number(hunk[1]) - 1) out.push(lines[next++]);
    else if (line.startsWith('+')) out.push(line.slice(1));
    else if (line.startsWith('-')) next++;
    else if (line.startsWith(' ')) out.push(lines[next++]);
  }
  return [...out, ...lines.slice(next)].join('\n');
}

/**
 * The file with all changes in it.
 * @param {string} source
 * @param {Change[]} changes
 * @returns {{text: string, whose: (line: number) => number | undefined}} `whose` tells which change a line of it belongs to
 */
export function switched(source, changes) {
  const lines = source.split('\n');
  const groups = grouped(changes, (change) => change.function.span.start.line);
  const parts = [];
  let next = 0;
  for (const start of [...groups.keys()].sort((a, b) => a - b)) {
    const { span } = groups.get(start)[0].function;
    parts.push({ lines: lines.slice(next, start - 1) });
    const [head, body] = bodyOf(lines.slice(start - 1, span.end.line).join('\n'));
    parts.push({ lines: [head.replace(/\bconst (?=fn\b)/, '')] });
    for (const change of groups.get(start)) {
      const longer = change.changed.split('\n').length - lines.length;
      const whole = change.changed
        .split('\n')
        .slice(start - 1, span.end.line + longer)
        .join('\n');
      const switched = `if crate::is_on(${change.number}) { return ${bodyOf(whole)[1]}; }`;
      parts.push({ lines: switched.split('\n'), number: change.number });
    }
    parts.push({ lines: body.slice(1).split('\n') });
    next = span.end.line;
  }
  parts.push({ lines: lines.slice(next) });
  const owners = parts.flatMap((part) =>
    part.lines.flatMap((text) => text.split('\n').map(() => part.number)),
  );
  const text = parts.flatMap((part) => part.lines).join('\n');
  return { text, whose: (line) => owners[line - 1] };
}

/**
 * Things that have the same key, in their order.
 * @template T, K
 * @param {T[]} things
 * @param {(thing: T) => K} key
 * @returns {Map<K, T[]>}
 */
export function grouped(things, key) {
  const groups = new Map();
  for (const thing of things) {
    if (!groups.has(key(thing))) groups.set(key(thing), []);
    groups.get(key(thing)).push(thing);
  }
  return groups;
}

/** What is before the body of a function, its brace included, and the body. */
function bodyOf(text) {
  // Documentation may have braces; signatures have none.
  let from = 0;
  for (const line of text.split('\n')) {
    if (!/^\s*(?:\/\/|#\[)/.test(line)) break;
    from += line.length + 1;
  }
  const brace = text.indexOf('{', from);
  return [text.slice(0, brace + 1), text.slice(brace)];
}
