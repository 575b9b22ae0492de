import { load } from './dist.mjs';

export const AMOUNT = { currency: 'EUR', value: 1099 };
const START_MS = Date.UTC(2026, 0, 5);
const COMMIT = 2000;

/** The first record of a payment, as the engine stores it. */
export function openedRecord(DEFAULT_LIMITS, index, { poiid, createdAtMs }) {
  const id = `payment-${index}`;
  const reference = `ORDER-${index}`;
  const input = {
    id,
    category: 'Payment',
    POIID: poiid,
    SaleID: 'BENCH',
    ServiceID: index.toString(36).toUpperCase().padStart(10, '0'),
    reference,
    amount: AMOUNT,
    wantsReceipts: false,
    request: { type: 'payment', poiid, reference, amount: AMOUNT },
    body: { PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99 } } },
    createdAtMs,
    bootId: 'boot-1',
    limits: DEFAULT_LIMITS,
  };
  return { ...base(id, 0, poiid, createdAtMs), type: 'opened', input };
}

/** A later record of it. */
export function eventRecord({ transaction, poiid, atMs }, seq, payload, more = {}) {
  return {
    ...base(transaction, seq, poiid, atMs + seq),
    type: 'event',
    event: { ...payload, atMs: atMs + seq },
    ...more,
  };
}

const base = (transaction, seq, poiid, atMs) => ({ version: 2, transaction, seq, atMs, poiid });

/** Writes records with the journal's own writer, in large commits. */
export async function writeJournal(path, records) {
  const { closeAfterWriting, openForWriting } = await load('adapters/journal/file/open-for-writing.js');
  const { toRow } = await load('adapters/journal/records.js');
  const { loadSqliteDriver } = await load('adapters/journal/sqlite-driver.js');
  const { SqliteWriter } = await load('adapters/journal/store/sqlite-writer.js');
  const { TipFile } = await load('adapters/journal/tip/tip-file.js');
  const database = openForWriting(await loadSqliteDriver(), path);
  const writer = new SqliteWriter(database, new TipFile(path));
  let rows = [];
  const flush = () => {
    const [stored] = rows.length === 0 ? ['stored'] : writer.append([rows]);
    if (stored !== 'stored') throw stored;
    rows = [];
  };
  for (const record of records) {
    rows.push(toRow(record));
    if (rows.length >= COMMIT) flush();
  }
  flush();
  writer.end();
  closeAfterWriting(database);
}

/** A journal with so many payments whose answers were awaited when the process died, one on each terminal. */
export async function openPayments(path, count, poiidOf) {
  const { DEFAULT_LIMITS } = await load('index.js');
  function* records() {
    for (let index = 0; index < count; index += 1) {
      const opened = openedRecord(DEFAULT_LIMITS, index, { poiid: poiidOf(index), createdAtMs: Date.now() - 60_000 });
      yield opened;
      yield eventRecord(opened, 1, { type: 'intent.stored' });
      yield eventRecord(opened, 2, { type: 'link.written' });
    }
  }
  await writeJournal(path, records());
}

/** A journal with so many settled payments of a till with five terminals; every tenth is declined. */
export async function settledPayments(path, count, { gapMs, poiidOf }) {
  const { DEFAULT_LIMITS } = await load('index.js');
  const response = { Response: { Result: 'Success' }, text: 'x'.repeat(2048) };
  function* records() {
    for (let index = 0; index < count; index += 1) {
      const isDeclined = index % 10 === 9;
      const opened = openedRecord(DEFAULT_LIMITS, index, {
        poiid: poiidOf(index % 5),
        createdAtMs: START_MS + index * gapMs,
      });
      const result = {
        kind: isDeclined ? 'declined' : 'approved',
        charged: isDeclined ? 'no' : 'yes',
        amounts: isDeclined ? { requested: AMOUNT } : { requested: AMOUNT, authorized: AMOUNT },
        receipts: [],
        advice: isDeclined ? 'otherCard' : 'none',
        response,
      };
      yield opened;
      yield eventRecord(opened, 1, { type: 'intent.stored' });
      yield eventRecord(opened, 2, { type: 'link.written' });
      yield eventRecord(opened, 3, { type: 'poi.answered', result, recovered: false }, { settles: true });
    }
  }
  await writeJournal(path, records());
  return { atMsOf: (index) => START_MS + index * gapMs };
}
