import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { terminalMachine, transactionMachine } from '../../machines/index.ts';
import { exportChart, toMermaid } from '../../visualizer/index.ts';

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

it.each(['transaction', 'terminal'] as const)(
  'the picture of the %s machine in docs is its own (npm run diagrams draws it)',
  (name) => {
    const picture = readFileSync(new URL(`../../docs/images/${name}-machine.svg`, import.meta.url), 'utf8');
    expect(picture).toBe(exportChart(name));
  },
);
