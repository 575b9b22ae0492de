// Makes the reference of the public API from the declarations of the build: for each door of the package every name, with its words, its
// signature and its members. `npm run api` writes docs/api/; a test compares it with the packed package.
import { ts } from '@ts-morph/common';
import { readDoors, targetOf } from './api-report.mjs';

/** A door with more names than this has three pages, by the first letter. Which letters never changes, so that links to a page stay. */
const NAMES_MAX = 80;
const LETTERS = [/^[a-e]/i, /^[f-p]/i, /^[q-z]/i];
const RANGES = ['a-e', 'f-p', 'q-z'];
/** A longer text of a type (that of a schema) is cut. */
const TEXT_MAX = 4000;

/**
 * @param folder where the package is installed, or its repository after a build
 * @returns the text of each page, by its name
 */
export function referencePages(folder) {
  const { checker, doors } = readDoors(folder);
  const placeOf = placesOf(checker, doors);
  const pages = new Map();
  for (const { name: door, exported } of doors) {
    for (const symbol of sorted(exported)) {
      const target = targetOf(checker, symbol);
      const place = placeOf.get(target);
      if (place.door !== door) continue;
      const text = pages.get(place.page) ?? headOf(door, place.page);
      pages.set(place.page, `${text}${entryOf(symbol.name, target)}\n`);
    }
  }
  return { ...Object.fromEntries(pages), 'README.md': indexOf(doors) };

  function entryOf(name, target) {
    const place = placeOf.get(target);
    const declarations = (target.declarations ?? []).map(textOf);
    const code = [...new Set(declarations)].join('\n');
    return [
      `## ${name}`,
      '',
      ...wordsOf(target),
      '```ts',
      code.length > TEXT_MAX ? `${code.slice(0, 400)} ...` : code,
      '```',
      '',
      ...mentioned(target, place.page),
    ].join('\n');
  }

  /** The description of a name, its tags below. */
  function wordsOf(target) {
    const description = ts.displayPartsToString(target.getDocumentationComment(checker)).trim();
    const tags = target.getJsDocTags(checker).filter(({ name }) => name !== 'internal');
    const lines = tags.map(({ name, text }) => {
      const said = ts.displayPartsToString(text).trim();
      return name === 'example'
        ? `\`\`\`js\n${said}\n\`\`\``
        : `- ${TAGS[name] ?? name}: ${said.replace(/\s*\n\s*/g, ' ')}`;
    });
    return [description, lines.join('\n')].filter((part) => part !== '').flatMap((part) => [part, '']);
  }

  /** Links to the names of ours that stand in a declaration. */
  function mentioned(target, page) {
    const found = new Map();
    const visit = (node) => {
      const named = nameNodeOf(node);
      const symbol = named && checker.getSymbolAtLocation(named);
      const other = symbol && targetOf(checker, symbol);
      if (other !== undefined && other !== target && placeOf.has(other)) found.set(other, placeOf.get(other));
      ts.forEachChild(node, visit);
    };
    for (const declaration of target.declarations ?? []) visit(declaration);
    const links = [...found.values()]
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((place) => `[${place.name}](${place.page === page ? '' : place.page}#${place.anchor})`);
    return links.length === 0 ? [] : [`See ${links.join(', ')}.`, ''];
  }

  function indexOf(all) {
    const rows = all.map(({ name, exported }) => {
      const own = new Set(exported.map((symbol) => placeOf.get(targetOf(checker, symbol)).page));
      const links = [...own]
        .toSorted((one, other) => (one < other ? -1 : 1))
        .map((page) => `[${page.replace(/\.md$/, '')}](${page})`);
      return `| \`${name}\` | ${exported.length} | ${links.join(', ')} |`;
    });
    return `# The API, with its words

Made by \`npm run api\` from the comments of the code, and compared with the packed package by a test. The bare list of names and members is
[api.md](../api.md). A name that several doors export is described once.

| door | names | described in |
| --- | --- | --- |
${rows.join('\n')}
`;
  }
}

/** Names that are exported without a word about them. @param folder as for `referencePages` */
export function namesWithoutWords(folder) {
  const { checker, doors } = readDoors(folder);
  const targets = new Set(doors.flatMap(({ exported }) => exported.map((symbol) => targetOf(checker, symbol))));
  return [...targets]
    .filter((target) => target.getDocumentationComment(checker).length === 0)
    .map(
      ({ name, declarations = [] }) =>
        `${name} (${declarations[0]?.getSourceFile().fileName.replace(/.*\/dist\//, '')})`,
    )
    .toSorted();
}

const TAGS = { param: 'parameter', throws: 'throws', returns: 'returns', see: 'see' };

/** Where each name is described: behind the narrowest door that exports it. The door of the whole package is the widest. */
function placesOf(checker, doors) {
  const places = new Map();
  for (const { name: door, exported } of [...doors.slice(1), doors[0]]) {
    const own = sorted(exported).filter((symbol) => !places.has(targetOf(checker, symbol)));
    const anchors = new Map();
    for (const symbol of own) {
      const range = RANGES[LETTERS.findIndex((letters) => letters.test(symbol.name))];
      const page = own.length > NAMES_MAX ? `${fileOf(door)}.${range}.md` : `${fileOf(door)}.md`;
      // As GitHub makes them: a second heading of the same letters gets a number.
      const slug = `${page}#${symbol.name.toLowerCase()}`;
      const earlier = anchors.get(slug) ?? 0;
      anchors.set(slug, earlier + 1);
      const anchor = symbol.name.toLowerCase() + (earlier === 0 ? '' : `-${earlier}`);
      places.set(targetOf(checker, symbol), { door, page, name: symbol.name, anchor });
    }
  }
  return places;
}

function headOf(door, page) {
  const range = RANGES.find((letters) => page.includes(`.${letters}.`));
  return `# ${door}${range === undefined ? '' : `, ${range}`}

[All pages](README.md). Made by \`npm run api\` from the comments of the code.

`;
}

const sorted = (symbols) => symbols.toSorted((one, other) => (one.name < other.name ? -1 : 1));
const fileOf = (door) => door.replace('tenderline/', '');

/** A declaration without `export declare`. */
function textOf(declaration) {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return node
    .getText()
    .replace(/^export (declare )?/, '')
    .replace(/^default /, '');
}

function nameNodeOf(node) {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  if (ts.isExpressionWithTypeArguments(node)) return node.expression;
  return ts.isTypeQueryNode(node) ? node.exprName : undefined;
}
