import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCode, type JournalError } from '../../../../../errors.ts';
import { createPrng } from '../../../../../simulator/primitives/prng.ts';
import { driver, newFolder, openSqliteJournal } from '../../../../compliance/sqlite.ts';
import { startChild } from './child.ts';

const SUFFIXES = ['', '-wal', '-shm', '-tip'];
const FLIPS_EACH = 6;
const REFUSALS = ['ERR_JOURNAL_ROLLED_BACK', 'ERR_CONFIG_JOURNAL'];

/** A journal whose process was killed in full flow, after checkpoints; and what had been acknowledged. */
async function killed(): Promise<{ path: string; acknowledged: string[] }> {
  const path = join(newFolder(), 'journal.db');
  const child = startChild(path, 'flood', 'r');
  const lines: (string | undefined)[] = [];
  while (lines.length < 300) lines.push(await child.line());
  lines.push(...(await child.kill()));
  return { path, acknowledged: lines.filter((line) => line !== undefined && line !== 'open') as string[] };
}

/** What of the acknowledged is neither read nor reported as damaged; a code when the file is refused. */
async function missingOf(path: string, acknowledged: readonly string[]): Promise<string[] | string> {
  const journal = await openSqliteJournal(path).catch((error: unknown) => errorCode(error) ?? 'no code');
  if (typeof journal === 'string') return journal;
  const read = new Set<string>();
  const damaged = new Set<string>();
  try {
    for await (const { transaction, seq } of journal.readOpen()) read.add(`${transaction} ${seq}`);
  } catch (error) {
    for (const { transaction } of (error as JournalError).damaged) damaged.add(transaction);
  }
  await journal.close();
  return acknowledged.filter((line) => !read.has(line) && !damaged.has(line.split(' ')[0] ?? ''));
}

it.skipIf(driver === undefined)(
  'a bit flipped anywhere in the files of a journal that was killed hides nothing that was acknowledged',
  async () => {
    const { path, acknowledged } = await killed();
    const prng = createPrng(20261126);
    const results: string[] = [];
    for (const suffix of SUFFIXES) {
      for (let flip = 0; flip < FLIPS_EACH; flip += 1) {
        const copy = join(newFolder(), 'journal.db');
        for (const each of SUFFIXES) copyFileSync(path + each, copy + each);
        const bytes = readFileSync(copy + suffix);
        const at = Math.floor(prng.next() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(prng.next() * 8));
        writeFileSync(copy + suffix, bytes);
        const found = await missingOf(copy, acknowledged);
        if (typeof found === 'string') expect(REFUSALS).toContain(found);
        else expect({ suffix, at, missing: found }).toEqual({ suffix, at, missing: [] });
        results.push(typeof found === 'string' ? found : 'nothing is missing');
      }
    }
    expect(new Set(results).size).toBeGreaterThan(1);
  },
  180_000, // two dozen journals are opened
);
