import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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

  it.each(['docs/protocol.md', 'docs/unconfirmed.md'])('to files and folders in %s lead somewhere', (page) => {
    const named = [
      ...read(page).matchAll(
        /`((?:protocol|crypto|certs|machines|adapters|engine|simulator|testkit|cli|test)\/[^`\s]+)`/g,
      ),
    ].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});
