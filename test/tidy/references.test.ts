import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../support/docs/code-blocks.ts';
import { filesIn, SOURCE_FOLDERS } from './source-files.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** What the citations are found in: everything that is written by hand. */
const files = [...SOURCE_FOLDERS, 'test', 'docs'].flatMap((folder) => filesIn(folder, /\.(ts|md)$/));

/** `reference 5.2, 5.3`, `reference 6.3 to 6.5`, `reference 1.5 forms c to h, 1.6`. */
const CITATION =
  /\breference (\d+(?:\.\d+)?)((?:,? forms? [a-k](?: (?:to|and) [a-k])?)?(?:(?:, | and | to )(?:\d+\.\d+|\d+(?=[),.;])))*)/gi;

function citedIn(text: string): string[] {
  const onOneLine = text.replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ');
  return [...onOneLine.matchAll(CITATION)].flatMap(([, first = '', others = '']) => [
    first,
    ...(others.match(/\d+(?:\.\d+)?/g) ?? []),
  ]);
}

/** The numbers of a heading: `### 1.8 POIID, 1.9 Address` has two. */
const sections = new Set(
  [...read('docs/protocol.md').matchAll(/^#{2,3} (\d.*)$/gm)].flatMap(([, heading = '']) =>
    [...heading.matchAll(/(?:^|, )(\d+(?:\.\d+)?)\.? /g)].map(([, number = '']) => number),
  ),
);

describe('references', () => {
  it('are read in every way they are written', () => {
    expect(citedIn('(reference 1.5 forms c to h, 1.6)')).toEqual(['1.5', '1.6']);
    expect(citedIn('/** Reference 6.3 to 6.5. */')).toEqual(['6.3', '6.5']);
    expect(citedIn('(reference\n * 1.7,\n * 1.8).')).toEqual(['1.7', '1.8']);
    expect(citedIn('(reference 4.2, 4.5, 4.6)')).toEqual(['4.2', '4.5', '4.6']);
    expect(citedIn('(reference 8.2, 9), 3 of them')).toEqual(['8.2', '9']);
    expect(sections.has('1.9') && sections.has('11')).toBe(true);
  });

  it('have a heading in docs/protocol.md', () => {
    const cited = files.flatMap((file) => citedIn(read(file)).map((section) => ({ file, section })));
    expect(cited.length).toBeGreaterThan(100);
    const wrong = cited.filter(({ section }) => !sections.has(section));
    expect(wrong.map(({ file, section }) => `${file}: reference ${section}`)).toEqual([]);
  });

  it.each(['docs/protocol.md', 'docs/unconfirmed.md', 'docs/architecture.md'])('to files are found in %s', (page) => {
    expect(pathsIn(page).length).toBeGreaterThan(5);
  });

  it.each(PAGES)('to files and folders in %s lead somewhere', (page) => {
    expect(pathsIn(page).filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it.each(PAGES)('that %s links to are there, headings as well', (page) => {
    const broken = linksIn(page).filter(({ path, heading }) => {
      const file = path === '' ? new URL(page, root) : new URL(path, new URL(page, root));
      if (!existsSync(file)) return true;
      return heading !== undefined && !headingsIn(readFileSync(file, 'utf8')).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it('lead from the index of the documentation to each of its pages', () => {
    const listed = linksIn('docs/README.md').map(({ path }) => `docs/${path}`);
    const pages = PAGES.filter((page) => /^docs\/(?!api\/|README)/.test(page));
    expect(pages.length).toBeGreaterThan(30);
    expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
  });
});

/** What stands in code marks and begins with a folder of the package or the tests. Patterns (`*`, `{a,b}`) are not paths. */
function pathsIn(page: string): string[] {
  const folders = [...SOURCE_FOLDERS, 'test', 'examples', 'tools', 'bench'].join('|');
  return [...read(page).matchAll(new RegExp(`\`((?:${folders})/[^\`\\s*{]+)\``, 'g'))].map(([, path = '']) => path);
}

/** `[text](path#heading)`, but not to other sites. */
function linksIn(page: string): { path: string; heading: string | undefined }[] {
  return [...read(page).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', heading]) => ({
    path,
    heading,
  }));
}

/** As GitHub makes them from headings. */
function headingsIn(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
