import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutated, raw, WORST_TEXTS } from './hostile.ts';
import { PROTOCOL_TARGETS } from './protocol-targets.ts';
import { SEALED_TARGETS } from './sealed-targets.ts';
import { SETUP_TARGETS } from './setup-targets.ts';
import { SIMULATOR_TARGETS } from './simulator-targets.ts';
import { RUNS, SEED, TIMEOUT_MS } from './runs.ts';
import { whyBroken } from './target.ts';

const TARGETS = [...PROTOCOL_TARGETS, ...SEALED_TARGETS, ...SETUP_TARGETS, ...SIMULATOR_TARGETS];

describe.each(TARGETS)('$name', (target) => {
  it('keeps its promises on what once broke it', () => {
    for (const [found, text] of corpusOf(target.name))
      expect(`${found}: ${whyBroken(target, text)}`).toBe(`${found}: `);
  }, 5_000);

  it(
    'keeps its promises on changed messages',
    () => {
      fc.assert(
        fc.property(mutated(target.seeds), (text) => {
          expect(whyBroken(target, text)).toBe('');
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'keeps its promises on what never was a message',
    () => {
      fc.assert(
        fc.property(raw, (text) => {
          expect(whyBroken(target, text)).toBe('');
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it('does not hang on long texts of the worst characters', () => {
    for (const text of WORST_TEXTS) expect(whyBroken(target, text)).toBe('');
  }, 5_000);
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
