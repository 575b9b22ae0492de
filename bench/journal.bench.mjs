// The journal in SQLite: appends, a start with many records, the list of the past.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { load } from './lib/dist.mjs';
import { openedRecord, openPayments, settledPayments } from './lib/stored-payments.mjs';
import { poiidOf } from './lib/terminals.mjs';
import { byTurns, inMs } from './lib/turns.mjs';

export const title = 'Journal';
export const notMeasured = 'a disk that is slow; a till that stores while the past is listed.';

const KIB = 1024;
const RECORDS_EACH = 4;
const GAP_MS = 30_000;
const FOLD = { atMost: 2000, of: 'value' };

export async function run(report, { quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  const at = (name) => join(folder, name);
  try {
    await appends(report, at('appends.db'), quick);
    await starts(report, at, quick);
    await thePast(report, at('past.db'), quick);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appends(report, path, quick) {
  const { DEFAULT_LIMITS } = await load('index.js');
  const { openSqliteJournal } = await load('adapters/index.js');
  const journal = await openSqliteJournal(path);
  let count = 0;
  const append = () => {
    const opened = openedRecord(DEFAULT_LIMITS, (count += 1), { poiid: poiidOf(0), createdAtMs: Date.now() });
    return journal.append([opened]);
  };
  report.table('Appends, each on disk when it resolves', { baseline: 'one writer, who waits for each' });
  const alone = await perSecond(1, quick ? 100 : 1000);
  const base = report.figure('one writer', 'a second', alone.aSecond);
  report.figure('one writer: disk syncs for each', 'count', alone.syncs);
  const many = await perSecond(200, quick ? 5 : 25);
  report.figure('200 writers', 'a second', many.aSecond, { per: base });
  report.figure('200 writers: disk syncs for each', 'count', many.syncs, { goal: { atMost: 0.05, of: 'value' } });
  await journal.close();

  async function perSecond(writers, each) {
    const work = async () => {
      for (let turn = 0; turn < each; turn += 1) await append();
    };
    const commits = countCommits();
    const start = performance.now();
    await Promise.all(Array.from({ length: writers }, work));
    const seconds = (performance.now() - start) / 1000;
    return { aSecond: (writers * each) / seconds, syncs: commits() / (writers * each) };
  }
}

/** Each call `append` of the thread is one commit, and each commit one sync of the disk. @returns how many there were since */
function countCommits() {
  const postMessage = Object.getOwnPropertyDescriptor(Worker.prototype, 'postMessage').value;
  let commits = 0;
  Worker.prototype.postMessage = function count(call, ...rest) {
    if (call?.name === 'append') commits += 1;
    return postMessage.call(this, call, ...rest);
  };
  return () => {
    Worker.prototype.postMessage = postMessage;
    return commits;
  };
}

async function starts(report, at, quick) {
  const { openSqliteJournal } = await load('adapters/index.js');
  const { journalView } = await load('engine/journal-reader.js');
  const [settledCount, openCount] = quick ? [2000, 500] : [100_000, 10_000];
  await settledPayments(at('settled.db'), settledCount, { gapMs: GAP_MS, poiidOf });
  await openPayments(at('open.db'), openCount, poiidOf);
  report.table('A till starts', {});
  report.figure(
    `a settled payment of ${RECORDS_EACH} records, 2 KiB of answer: on disk`,
    'KiB',
    statSync(at('settled.db')).size / settledCount / KIB,
  );
  const [settled, open] = [`with ${settledCount} settled payments: `, `with ${openCount} open payments: `];
  await start(`${settled}open, and find what is open`, 'settled.db', { open: true, count: 0 });
  await start(`${settled}open and fold them all`, 'settled.db', { open: false, count: settledCount });
  await start(`${open}open and fold them all`, 'open.db', { open: true, count: openCount, goal: FOLD });

  async function start(name, file, { open: isOpen, count, goal }) {
    const startedAt = performance.now();
    const journal = await openSqliteJournal(at(file));
    let found = 0;
    for await (const _ of journalView(journal).list({ open: isOpen })) found += 1;
    report.figure(name, 'ms', performance.now() - startedAt, { goal });
    await journal.close();
    if (found !== count) throw new Error(`${found} of ${count} are found`);
  }
}

async function thePast(report, path, quick) {
  const payments = quick ? 5000 : 250_000;
  const { openJournalReader } = await load('index.js');
  const { atMsOf } = await settledPayments(path, payments, { gapMs: GAP_MS, poiidOf });
  const view = await openJournalReader(path);
  const newest = Array.from({ length: 50 }, (_, index) => `payment-${payments - 1 - index}`);
  const middle = await view.transactions({ limit: 1, to: atMsOf(Math.floor(payments / 2)) });
  const day = { from: atMsOf(payments - 2880), to: atMsOf(payments) };
  const page = (request) => () => view.transactions(request);
  const taken = await byTurns(
    {
      'fifty, one by one, by their ids': async () => {
        for (const id of newest) await view.get(id);
      },
      'a page of the newest fifty': page({}),
      'ten of them': page({ limit: 10 }),
      'fifty from the middle': page({ cursor: middle.cursor }),
      'fifty declined ones of one terminal': page({ poiid: poiidOf(4), kind: 'declined' }),
      'one reference': page({ reference: 'ORDER-7' }),
    },
    { turns: quick ? 5 : 40 },
  );
  const [[first, slowest], ...others] = Object.entries(taken);
  report.table(`The past, ${payments * RECORDS_EACH} records`, { baseline: first });
  const base = report.figure(first, 'ms', inMs(slowest.us));
  for (const [name, one] of others) {
    const goal = name.startsWith('a page') ? { atMost: 5, of: 'value' } : undefined;
    report.figure(name, 'ms', inMs(one.us), { per: base, goal });
  }
  await once('the totals of a day of 2880 payments', () => view.totals(day));
  await view.close();
  await prunes(report, path, { count: quick ? 1000 : 20_000, untilMs: atMsOf(quick ? 1000 : 20_000) });

  async function once(name, call) {
    const start = performance.now();
    await call();
    report.figure(name, 'ms', performance.now() - start, { per: base });
  }
}

/** A till that goes on paying while the oldest are forgotten. */
async function prunes(report, path, { count, untilMs }) {
  const { DEFAULT_LIMITS } = await load('index.js');
  const { openSqliteJournal } = await load('adapters/index.js');
  const journal = await openSqliteJournal(path);
  let appended = 0;
  const append = async () => {
    const index = 1_000_000_000 + (appended += 1);
    const start = performance.now();
    await journal.append([openedRecord(DEFAULT_LIMITS, index, { poiid: poiidOf(0), createdAtMs: Date.now() })]);
    return performance.now() - start;
  };
  const alone = [];
  for (let turn = 0; turn < 50; turn += 1) alone.push(await append());
  const meanwhile = [];
  const start = performance.now();
  const pruning = { isOver: false };
  const pruned = journal.prune(untilMs).finally(() => (pruning.isOver = true));
  while (!pruning.isOver) meanwhile.push(await append());
  await pruned;
  const ms = performance.now() - start;
  await journal.close();
  report.table(`The oldest ${count} payments are forgotten, and others are stored meanwhile`, {
    baseline: 'an append when nothing else happens',
  });
  const base = report.figure('an append alone', 'ms', alone);
  report.figure('an append meanwhile', 'ms', meanwhile, { per: base });
  report.figure('the slowest of them', 'ms', Math.max(...meanwhile), { per: base });
  report.figure('all of it', 'ms', ms);
}
