import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readSource, sourceFiles } from '../source-files.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const source = sourceFiles()
  .map((file) => readSource(file))
  .join('\n');
/** `parsePOIID` and its kin make their codes of a name. */
const MADE = ['POIID', 'SALEID', 'SERVICEID', 'TRANSACTIONID'].map((name) => `ERR_INPUT_${name}`);

it.each(['ERR_CONFIG_', 'ERR_INPUT_'])('docs/errors.md has every code that begins with %s, and no other', (prefix) => {
  const inCode = [...source.matchAll(new RegExp(`'(${prefix}[A-Z_]+)'`, 'g'))].map(([, code = '']) => code);
  const made = MADE.filter((code) => code.startsWith(prefix));
  const inPage = [...page.matchAll(new RegExp(`^\\| \`(${prefix}[A-Z_]+)\` +\\| \\S`, 'gm'))].map(
    ([, code = '']) => code,
  );
  expect(inCode.length).toBeGreaterThan(20);
  expect(inPage).toEqual([...new Set([...inCode, ...made])].toSorted());
});
