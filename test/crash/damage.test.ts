import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCode } from '../../errors.ts';
import type * as Tenderline from '../../index.ts';
import { openSqliteJournalReader } from '../compliance/sqlite.ts';
import { taken } from '../compliance/journal-records.ts';
import { DAMAGES, type Files } from './damages.ts';
import { openShop, SALE_ID, type Shop, type TillTask } from './kill-test.mjs';

// The engine runs the build: the journal's thread is started from a file.
const built = new URL('../../dist/index.js', import.meta.url).href;
const { createEngine } = (await import(built)) as typeof Tenderline;

const EACH = 6;
const REFUSALS = ['ERR_JOURNAL_ROLLED_BACK', 'ERR_CONFIG_JOURNAL'];

let shop: Shop;
let payments: TillTask['payments'];
const folder = mkdtempSync(join(tmpdir(), 'tenderline-damage-'));
const killedFolder = join(folder, 'killed');
const otherFolder = join(folder, 'other');
const table: string[] = [];
let charged: string;

/** A till that makes payments in a process of its own, and is killed when all of them are approved. */
async function paidAndKilled(journalPath: string, own: TillTask['payments']): Promise<void> {
  const till = shop.startTill({ journalPath, payments: own, crashPoint: 'done' });
  const { signal } = await till.ended;
  const outcomes = till.lines.flatMap((line) => (line.type === 'outcome' ? [line.outcome.kind] : []));
  expect({ signal, outcomes }).toEqual({ signal: 'SIGKILL', outcomes: own.map(() => 'approved') });
}

beforeAll(async () => {
  shop = await openShop();
  const quick = { cardAfterMs: 1, hostAfterMs: 1, shopper: { does: 'presentsCard' } } as const;
  const terminals = await shop.open({ terminals: 3 * EACH, settings: quick });
  const all = terminals.map(({ poiid, port }, index) => ({
    id: `D${index}`,
    poiid,
    port,
    amount: { currency: 'EUR', value: 1000 },
    reference: `ORDER-D${index}`,
  }));
  payments = all.slice(0, 2 * EACH);
  for (const each of [killedFolder, otherFolder]) mkdirSync(each);
  const path = join(killedFolder, 'journal.db');

  // One life that ends in good order, from which there is a backup; then one that is killed, whose records stand in the -wal.
  const first = shop.startTill({ journalPath: path, payments: payments.slice(0, EACH) });
  await first.ended;
  for (const suffix of ['', '-tip']) copyFileSync(path + suffix, join(folder, `backup.db${suffix}`));
  await paidAndKilled(path, payments.slice(EACH));
  await paidAndKilled(join(otherFolder, 'journal.db'), all.slice(2 * EACH));
  charged = await ledger();
});

afterAll(async () => {
  console.log(['damage | what comes of it | charged again', ...table].join('\n'));
  rmSync(folder, { recursive: true, force: true });
  await shop.close();
});

/** What the terminals took, and the payments that arrived. */
async function ledger(): Promise<string> {
  const reports = await Promise.all(payments.map(({ poiid }) => shop.report(poiid)));
  return JSON.stringify(
    reports.map(({ ledger: entries, received }) => [
      entries.filter(({ SaleID }) => SaleID === SALE_ID).length,
      received.filter(({ MessageCategory }) => MessageCategory === 'Payment').length,
    ]),
  );
}

function copyOf(name: string): Files {
  const own = mkdtempSync(join(folder, `${name}-`));
  for (const file of readdirSync(killedFolder)) copyFileSync(join(killedFolder, file), join(own, file));
  const backup = join(folder, 'backup.db');
  const other = join(otherFolder, 'journal.db');
  return { path: join(own, 'journal.db'), backup, other, otherWal: `${other}-wal` };
}

/** The next till: it makes all payments again, under their ids. Returns what they came to, or why there is no till. */
async function nextTill(journal: string): Promise<string[] | { refused: string | undefined; message: string }> {
  const { saleId, sharedKey, rootPem, limits } = shop.tillOptions;
  let engine: Tenderline.Engine;
  try {
    engine = await createEngine({
      saleId,
      environment: 'test',
      terminals: payments.map(({ poiid, port }) => ({ poiid, host: '127.0.0.1', port })),
      sharedKeys: [sharedKey],
      rootCertificate: rootPem,
      limits: { ...limits, closeTimeoutMs: 100 },
      journal,
    });
  } catch (error) {
    return { refused: errorCode(error), message: error instanceof Error ? error.message : '' };
  }
  const again = payments.map(({ port: _, ...request }) => engine.pay(request).outcome(5000));
  const outcomes = await Promise.all(again);
  await engine.close();
  return outcomes.map(({ kind }) => kind);
}

/** Whoever only reads must not see less either. */
async function readsAll(path: string): Promise<boolean | string> {
  try {
    const reader = await openSqliteJournalReader(path);
    const ids = new Set((await taken(reader.read())).map(({ transaction }) => String(transaction)));
    await reader.close();
    return payments.every(({ id }) => ids.has(id));
  } catch (error) {
    return errorCode(error) ?? 'no code';
  }
}

describe('a till that was killed, and what happened to its journal then', () => {
  it('there are enough of them', () => {
    expect(DAMAGES.length).toBeGreaterThan(40);
    expect(new Set(DAMAGES.map(({ what }) => what)).size).toBe(DAMAGES.length);
  });

  it('the next till knows every payment, and sends none of them, when nothing happened to it', async () => {
    expect(await nextTill(copyOf('sound').path)).toEqual(payments.map(() => 'approved'));
    expect(await ledger()).toBe(charged);
  });

  it.concurrent.each(DAMAGES)('$what: $expected, and no payment is made again', async ({ what, expected, damage }) => {
    const files = copyOf('damaged');
    damage(files);
    const read = await readsAll(files.path);
    const found = await nextTill(files.path);
    const after = await ledger();
    const result = Array.isArray(found) ? 'harmless: every payment is known' : `refused: ${found.refused}`;
    table.push(`${what} | ${result} | ${after === charged ? 'none' : 'CHARGED AGAIN'}`);
    expect(after).toBe(charged);
    if (expected === 'harmless') {
      expect(found).toEqual(payments.map(() => 'approved'));
      expect(read).toBe(true);
    } else {
      expect(REFUSALS).toContain(Array.isArray(found) ? 'not refused' : found.refused);
      expect(Array.isArray(found) ? '' : found.message).toMatch(/; /); // the way out
      expect([...REFUSALS, 'ERR_JOURNAL_CORRUPT', true]).toContain(read);
    }
  });
});
