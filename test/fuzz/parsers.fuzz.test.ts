import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INPUT_TARGETS } from './input-targets.ts';
import { mutated, raw, withDeepParts, WORST_TEXTS } from './hostile.ts';
import { PROTOCOL_TARGETS } from './protocol-targets.ts';
import { SEALED_TARGETS } from './sealed-targets.ts';
import { SETUP_TARGETS } from './setup-targets.ts';
import { SIMULATOR_TARGETS } from './simulator-targets.ts';
import { SEED } from '../support/seed.ts';
import { RUNS, TIMEOUT_MS } from './runs.ts';
import { whyBroken } from './target.ts';

const TARGETS = [...PROTOCOL_TARGETS, ...INPUT_TARGETS, ...SEALED_TARGETS, ...SETUP_TARGETS, ...SIMULATOR_TARGETS];

/** Reading each text once takes a second; reading it again from each of its characters takes longer than this. */
const LINEAR_MS = 15_000;

it('belongs to a parser, whatever is in the corpus', () => {
  const files = readdirSync(new URL('corpus/', import.meta.url)).filter((file) => file.endsWith('.json'));
  const names = TARGETS.map(({ name }) => `${name}.json`);
  expect(files.filter((file) => !names.includes(file))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(TARGETS)('$name', (target) => {
  it(
    'keeps its promises on what once broke it',
    () => {
      for (const [found, text] of corpusOf(target.name))
        expect(`${found}: ${whyBroken(target, text)}`).toBe(`${found}: `);
    },
    LINEAR_MS,
  );

  it.each([
    ['changed messages', mutated(target.seeds)],
    ['what never was a message', raw],
  ])(
    'keeps its promises on %s',
    (_, texts) => {
      fc.assert(
        fc.property(texts, (text) => {
          expect(whyBroken(target, text)).toBe('');
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'does not hang on long texts of the worst characters',
    () => {
      for (const text of WORST_TEXTS) expect(whyBroken(target, text)).toBe('');
    },
    LINEAR_MS,
  );

  it(
    'bears something that is nested very deep, wherever it stands',
    () => {
      const [seed] = target.seeds;
      for (const text of withDeepParts(seed)) expect(whyBroken(target, text)).toBe('');
    },
    TIMEOUT_MS,
  );
});

/** What once failed: `[what it was, the input]`, the input in parts, of which some are repeated. */
function corpusOf(name: string): [string, string][] {
  const file = new URL(`corpus/${name}.json`, import.meta.url);
  if (!existsSync(file)) return [];
  const entries = JSON.parse(readFileSync(file, 'utf8')) as { found: string; input: (string | [string, number])[] }[];
  return entries.map(({ found, input }) => [
    found,
    input.map((part) => (typeof part === 'string' ? part : part[0].repeat(part[1]))).join(''),
  ]);
}
