import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS, type CheckRow } from '../../../engine/doctor/check-table.ts';

const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');

it('the table of steps in docs/doctor.md is the one of the code, in its order', () => {
  const table = /<!-- steps -->\n([^]*?)<!-- \/steps -->/.exec(page)?.[1] ?? '';
  const shown = [...table.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells);
  const rows = Object.entries<CheckRow>(CHECKS).map(([name, { what, where, standsOn = [] }]) => [
    name,
    what,
    where.replaceAll('*', String.raw`\*`),
    standsOn.length === 0 ? '-' : standsOn.map((other) => `\`${other}\``).join(', '),
  ]);
  expect(shown).toEqual(rows);
});

it('docs/doctor.md has the words that a failure begins with, as the code has them', () => {
  const sources = [
    'link-checks',
    'certificate-checks',
    'answer-checks',
    'crypto-errors',
    'journal-checks',
    'listener-check',
  ]
    .map((file) => readFileSync(new URL(`../../../engine/doctor/${file}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  const table = /<!-- causes -->\n([^]*?)<!-- \/causes -->/.exec(page)?.[1] ?? '';
  const quoted = [...table.matchAll(/^\| "(.+?)" +\|/gm)].map(([, words = '']) => words);
  expect(quoted.length).toBeGreaterThan(12);
  expect(quoted.filter((words) => !sources.includes(words))).toEqual([]);
});
