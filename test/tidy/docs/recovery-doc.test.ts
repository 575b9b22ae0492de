import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toFaultTable } from '../../../visualizer/index.ts';

/** Prettier pads the cells of a table. */
const unpadded = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.replace(/-{3,}/g, '---').replace(/ +/g, ' '));

it('the table of faults in docs/recovery.md is the one of the code (npm run diagrams writes it)', () => {
  const page = readFileSync(new URL('../../../docs/recovery.md', import.meta.url), 'utf8');
  const table = /<!-- faults -->\n([^]*?)<!-- \/faults -->/.exec(page)?.[1] ?? '';
  expect(unpadded(table)).toEqual(unpadded(toFaultTable()));
});
