// The list of the past on a journal with a million records, four to a payment, 2 KiB of answer each. Baseline: the same fifty transactions
// read one by one, by their ids. The file is written by the journal's own writer, in large commits.
// Not measured: the disk while a till writes at the same time.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DEFAULT_LIMITS, openJournalReader } from '../dist/index.js';
import { openSqliteJournal } from '../dist/adapters/index.js';
import { closeAfterWriting, openForWriting } from '../dist/adapters/journal/file/open-for-writing.js';
import { toRow } from '../dist/adapters/journal/records.js';
import { loadSqliteDriver } from '../dist/adapters/journal/sqlite-driver.js';
import { SqliteWriter } from '../dist/adapters/journal/store/sqlite-writer.js';
import { TipFile } from '../dist/adapters/journal/tip/tip-file.js';
import { measure, printTable } from './measure.mjs';

const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const RECORDS_EACH = 4;
const PAYMENTS = Math.floor(RECORDS / RECORDS_EACH);
const COMMIT = 2000;
const GAP_MS = 30_000;
const START_MS = Date.UTC(2026, 0, 5);
const AMOUNT = { currency: 'EUR', value: 1099 };
const KIB = 1024;
const ANSWER = { Response: { Result: 'Success' }, text: 'x'.repeat(2 * KIB) };

const atMsOf = (index) => START_MS + index * GAP_MS;

/** A payment as the engine stores it; every tenth is declined. */
function recordsOf(index) {
  const id = `payment-${index}`;
  const atMs = atMsOf(index);
  const POIID = `V400m-${324_688_179 + (index % 5)}`;
  const declined = index % 10 === 9;
  const result = {
    kind: declined ? 'declined' : 'approved',
    charged: declined ? 'no' : 'yes',
    amounts: declined ? { requested: AMOUNT } : { requested: AMOUNT, authorized: AMOUNT },
    receipts: [],
    advice: declined ? 'otherCard' : 'none',
    response: ANSWER,
  };
  const input = {
    id,
    category: 'Payment',
    POIID,
    SaleID: 'TILL-01',
    ServiceID: index.toString(36).toUpperCase().padStart(10, '0'),
    reference: `ORDER-${index}`,
    amount: AMOUNT,
    wantsReceipts: false,
    request: { type: 'payment', poiid: POIID, reference: `ORDER-${index}`, amount: AMOUNT },
    body: { PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99 } } },
    createdAtMs: atMs,
    bootId: 'boot-1',
    limits: DEFAULT_LIMITS,
  };
  const base = (seq) => ({ version: 2, transaction: id, seq, atMs: atMs + seq, poiid: POIID });
  const event = (seq, payload) => ({ ...base(seq), type: 'event', event: { ...payload, atMs: atMs + seq } });
  return [
    { ...base(0), type: 'opened', input },
    event(1, { type: 'intent.stored' }),
    event(2, { type: 'link.written' }),
    { ...event(3, { type: 'poi.answered', result, recovered: false }), settles: true },
  ];
}

async function write(path) {
  const database = openForWriting(await loadSqliteDriver(), path);
  const writer = new SqliteWriter(database, new TipFile(path));
  for (let index = 0; index < PAYMENTS; index += COMMIT) {
    const rows = [];
    for (let one = index; one < Math.min(index + COMMIT, PAYMENTS); one += 1) rows.push(...recordsOf(one).map(toRow));
    const [stored] = writer.append([rows]);
    if (stored !== 'stored') throw stored;
  }
  writer.end();
  closeAfterWriting(database);
}

const ms = (value) => (value / 1000).toFixed(value < 10_000 ? 2 : 0);

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  try {
    const path = join(folder, 'journal.db');
    await write(path);
    await report(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function report(path) {
  const rows = [['', 'rounds', 'median ms', 'p95 ms', 'processor ms', 'x baseline']];
  const add = (name, rounds, { medianUs, p95Us, cpuUs }, base) =>
    rows.push([name, String(rounds), ms(medianUs), ms(p95Us), ms(cpuUs), base ? (cpuUs / base).toFixed(2) : '']);

  const view = await openJournalReader(path);
  const newest = Array.from({ length: 50 }, (_, index) => `payment-${PAYMENTS - 1 - index}`);
  const byId = async () => {
    for (const id of newest) await view.get(id);
  };
  const base = await measureBoth(byId, 40);
  add('50 transactions, one by one, baseline', 40, base);
  const page = async (name, request, rounds = 40) =>
    add(name, rounds, await measureBoth(() => view.transactions(request), rounds), base.cpuUs);
  await page('the newest 50', {});
  await page('10 of them', { limit: 10 });
  const middle = await view.transactions({ limit: 1, to: atMsOf(Math.floor(PAYMENTS / 2)) });
  await page('50 from the middle, by cursor', { cursor: middle.cursor });
  await page('50 of one terminal, declined', { poiid: 'V400m-324688183', kind: 'declined' });
  await page('one reference', { reference: 'ORDER-7' });
  const day = { from: atMsOf(PAYMENTS - 2880), to: atMsOf(PAYMENTS) };
  add('totals of a day of 2880 payments', 3, await measureBoth(() => view.totals(day), 3), base.cpuUs);
  await view.close();

  let journal;
  const opening = await measureOnce(async () => (journal = await openSqliteJournal(path)));
  add('open for a till', 1, opening, base.cpuUs);
  add('forget 1000 transactions', 1, await measureOnce(() => journal.prune(atMsOf(1000))), base.cpuUs);
  await journal.close();
  const title = `The past, on a journal of ${RECORDS} records (${Math.round(statSync(path).size / KIB / KIB)} MiB)`;
  printTable(title, rows);
}

/** The time that passes, and that of the processor in both threads, which other programs on the machine do not lengthen. */
async function measureBoth(call, rounds) {
  for (let round = 0; round < rounds / 4; round += 1) await call();
  let cpuUs = 0;
  const measured = async () => {
    const before = process.cpuUsage();
    await call();
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
  };
  const times = await measure(measured, rounds);
  return { ...times, cpuUs: cpuUs / Math.ceil(rounds * 1.2) };
}

/** Of what can be done once. */
async function measureOnce(call) {
  const before = process.cpuUsage();
  const start = performance.now();
  await call();
  const us = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(before);
  return { medianUs: us, p95Us: us, cpuUs: user + system };
}
