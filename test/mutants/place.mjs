import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The TypeScript source that the package is built from: text by path from the root, with forward slashes. */
export function readSources(root) {
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  const folders = include.filter((entry) => !entry.endsWith('.ts'));
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const files = [...readdirSync(root), ...inFolders].filter((file) => /^(?!.*\.config\.ts$).*\.tsx?$/.test(file));
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')]));
}

/**
 * Where a mutant's text stands, whichever file that is: a bug moves with the code, and only a change of the code itself makes it
 * impossible to plant. How the text is broken into lines does not matter.
 *
 * @throws {Error} when it does not stand there exactly once
 */
export function findPlace(sources, { name, in: owner, find }) {
  const pattern = patternOf(find);
  const places = new Map();
  for (const [file, text] of sources) {
    for (const [from, to] of owner === undefined ? [[0, text.length]] : extentsOf(text, owner)) {
      for (const { 0: found, index } of text.slice(from, to).matchAll(pattern)) {
        places.set(`${file} ${from + index}`, { file, start: from + index, end: from + index + found.length });
      }
    }
  }
  const [place] = places.values();
  if (places.size === 1) return place;
  const files = places.size === 0 ? 'none' : [...places.values()].map(({ file }) => file).join(', ');
  const where = owner === undefined ? '' : ` in ${owner}`;
  throw new Error(`mutant "${name}": expected its text once${where}, found ${files}; adapt it to the code`);
}

const WORD = /^[\w$#]/;
const CLOSER = /^[)\]}]$/;

/** The text with any white space between its words and signs, and with or without the comma after the last of a list. */
function patternOf(find) {
  const tokens = (find.match(/[\w$#]+|[^\s\w$#]/g) ?? []).filter(
    (token, index, all) => token !== ',' || !CLOSER.test(all[index + 1] ?? ''),
  );
  const parts = tokens.map((token, index) => {
    const before = tokens[index - 1];
    const escaped = token.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    if (before === undefined) return escaped;
    if (CLOSER.test(token)) return String.raw`\s*,?\s*${escaped}`;
    return (WORD.test(before) && WORD.test(token) ? String.raw`\s+` : String.raw`\s*`) + escaped;
  });
  const [first = '', last = ''] = [tokens[0], tokens.at(-1)];
  return new RegExp(
    `${WORD.test(first) ? '(?<![\\w$#])' : ''}${parts.join('')}${WORD.test(last) ? '(?![\\w$])' : ''}`,
    'g',
  );
}

/**
 * From where to where the declarations of that name reach: functions, classes, constants, members of a class or an object. By
 * indentation, which says it in every formatted file.
 */
function extentsOf(text, owner) {
  const named = String.raw`(?<![\w$#])['"]?${owner.replaceAll(/[$.]/g, String.raw`\$&`)}['"]?(?![\w$])`;
  const declared = String.raw`(?:export\s+)?(?:async\s+)?(?:function\*?|class|const|let)\s[^=(]*${named}`;
  const member = String.raw`(?:(?:static|async|get|set|readonly|override)\s+)*\*?${named}\s*[(:<]`;
  const head = new RegExp(String.raw`^(?:${declared}|${member})`);
  const lines = text.split('\n');
  const starts = lines.map(() => 0);
  for (let at = 1; at < lines.length; at += 1) starts[at] = starts[at - 1] + lines[at - 1].length + 1;
  return lines.flatMap((line, at) => {
    if (!head.test(line.trimStart())) return [];
    const last = lastLineOf(lines, at);
    return [[starts[at], starts[last] + lines[last].length]];
  });
}

function lastLineOf(lines, first) {
  const indent = indentOf(lines[first]);
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = lines[at].trim();
    if (line === '' || indentOf(lines[at]) > indent) continue;
    if (!/^[)\]}]/.test(line)) return at - 1;
    if (!/[{([]$/.test(line)) return at; // else the end of its parameters, and the body follows
  }
  return lines.length - 1;
}

function indentOf(line) {
  return line.length - line.trimStart().length;
}
