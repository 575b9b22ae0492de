import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { transactionMachine } from '../../src/machines/index.ts';
import { toMermaid } from '../../src/visualizer/index.ts';

it('the diagram in the module comment is the one of the machine (npm run diagrams writes it)', () => {
  const source = readFileSync(new URL('../../src/machines/transaction.machine.ts', import.meta.url), 'utf8');
  const inComment = /<!-- diagram -->\n([^]*?) \* <!-- \/diagram -->/.exec(source)?.[1] ?? '';
  const drawn = inComment
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''))
    .filter((line) => line !== '' && !line.startsWith('```'));
  expect(drawn.join('\n')).toBe(toMermaid(transactionMachine));
});
