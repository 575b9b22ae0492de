import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { terminalMachine, transactionMachine } from '../../machines/index.ts';
import { toMermaid } from '../../visualizer/index.ts';

it.each([
  ['transaction', transactionMachine],
  ['terminal', terminalMachine],
])('the diagram in the module comment of the %s machine is its own (npm run diagrams writes it)', (name, machine) => {
  const source = readFileSync(new URL(`../../machines/${name}.machine.ts`, import.meta.url), 'utf8');
  const inComment = /<!-- diagram -->\n([^]*?) \* <!-- \/diagram -->/.exec(source)?.[1] ?? '';
  const drawn = inComment
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, ''))
    .filter((line) => line !== '' && !line.startsWith('```'));
  expect(drawn.join('\n')).toBe(toMermaid(machine));
});
