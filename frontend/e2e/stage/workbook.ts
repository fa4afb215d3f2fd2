import { inflateRawSync } from 'node:zlib';

/** A cell as Excel would show it, and whether it is live. */
export interface WorkbookCell {
  readonly text: string;
  readonly isFormula: boolean;
}

const END_OF_DIRECTORY = 0x06054b50;
const DEFLATED = 8;

/** The rows of the first sheet of an Excel workbook (ECMA-376: XML files in a ZIP archive). */
export function readWorkbook(file: Buffer): WorkbookCell[][] {
  const shared = elements(xml(file, 'xl/sharedStrings.xml'), 'si').map(({ content }) =>
    textOf(content),
  );
  return elements(xml(file, 'xl/worksheets/sheet1.xml'), 'row').map((row) =>
    elements(row.content, 'c').map(({ attributes, content }) => {
      const value = textOf(elements(content, 'v')[0]?.content ?? content);
      const isShared = attributes.includes(' t="s"');
      return {
        text: isShared ? (shared[Number(value)] ?? '') : value,
        isFormula: /<f[ >/]/.test(content),
      };
    }),
  );
}

interface Element {
  readonly attributes: string;
  readonly content: string;
}

/** All elements of a name; such names lie in no other of the same name in these files. */
function elements(source: string, name: string): Element[] {
  const pattern = new RegExp(`<${name}((?: [^>]*?)?)(?:/>|>(.*?)</${name}>)`, 'gs');
  return [...source.matchAll(pattern)].map(([, attributes = '', content = '']) => ({
    attributes,
    content,
  }));
}

function textOf(content: string): string {
  return content
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function xml(file: Buffer, name: string): string {
  return entry(file, name).toString('utf8');
}

/** A file of a ZIP archive, found in the directory at its end. */
function entry(file: Buffer, name: string): Buffer {
  let end = file.length - 22;
  while (file.readUInt32LE(end) !== END_OF_DIRECTORY) {
    end -= 1;
  }
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = file.readUInt16LE(at + 28);
    if (file.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const local = file.readUInt32LE(at + 42);
      const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
      const content = file.subarray(start, start + file.readUInt32LE(at + 20));
      return file.readUInt16LE(at + 10) === DEFLATED ? inflateRawSync(content) : content;
    }
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  throw new Error(`The workbook has no ${name}.`);
}
