import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../adapters/ports/journal.port.ts';
import type { TransactionEvent } from '../../../../machines/index.ts';
import { parseTransactionId, type POIID } from '../../../../protocol/ids.ts';
import { approval, refusal } from '../../../support/transactions.ts';
import { orphan } from '../../../compliance/journal-records.ts';
import { newDatabase } from '../../../support/postgres/database.ts';
import { intentOn, LANE_1, LANE_2, openJournal } from '../../../support/postgres/engines.ts';
import { postgresBin } from '../../../support/postgres/server.ts';

const DAY_MS = Date.UTC(2026, 7, 13, 12);

const ends = (name: string, event: object): JournalRecord => ({
  version: 2,
  transaction: parseTransactionId(name),
  seq: 1,
  atMs: DAY_MS,
  settles: true,
  type: 'event',
  event: { atMs: DAY_MS, ...event } as TransactionEvent,
});
const answers = (name: string, result: object) => ends(name, { type: 'poi.answered', recovered: false, result });

describe.skipIf(postgresBin === undefined)('the views for accountants and support', () => {
  it('add up by terminal and day, and never count what is not known as not charged', async () => {
    const { url, query } = await newDatabase();
    const journal = await openJournal({ connectionString: url });
    const at = (poiid: POIID, name: string, over = {}) => intentOn(poiid, name, { createdAtMs: DAY_MS, ...over });
    await journal.append([
      at(LANE_1, 'paid-1'),
      answers('paid-1', approval),
      at(LANE_1, 'paid-2'),
      answers('paid-2', { ...approval, amounts: { authorized: { currency: 'EUR', value: 901 } } }),
      at(LANE_1, 'unclear-'),
      answers('unclear-', { ...approval, amounts: { ...approval.amounts, unclear: 'more than was asked for' } }),
      at(LANE_1, 'declined-'),
      answers('declined-', refusal),
      at(LANE_1, 'unsent-'),
      ends('unsent-', { type: 'link.notSent', failure: { code: 'ERR_CONNECT', message: '' } }),
      at(LANE_1, 'open-', { reference: 'ORDER-9' }),
      at(LANE_1, 'closed-'),
      ends('closed-', { type: 'sale.override', by: 'Ada', reason: 'nobody knows', charged: 'unknown' }),
      at(LANE_2, 'refund-', { refund: true }),
      answers('refund-', { kind: 'accepted', charged: 'no', amounts: {}, receipts: [], advice: 'none' }),
      at(LANE_2, 'next-day', { createdAtMs: DAY_MS + 86_400_000 }),
      answers('next-day', approval),
      orphan('orphan-', { ServiceID: 'X' }),
    ]);
    const totals = await query(
      `SELECT day::text, poiid, is_refund, currency, charged_count::int, charged_minor::int, charged_without_amount_count::int AS no_amount,
         accepted_count::int, accepted_minor::int, not_charged_count::int, unknown_count::int
       FROM tenderline.totals_by_terminal_and_day ORDER BY day, poiid, is_refund`,
    );
    const none = {
      charged_count: 0,
      charged_minor: 0,
      no_amount: 0,
      accepted_count: 0,
      accepted_minor: 0,
      not_charged_count: 0,
      unknown_count: 0,
    };
    const euros = { is_refund: false, currency: 'EUR' };
    expect(totals).toEqual([
      {
        ...none,
        ...euros,
        day: '2026-08-13',
        poiid: LANE_1,
        charged_count: 3,
        charged_minor: 2000,
        no_amount: 1,
        not_charged_count: 2,
        unknown_count: 2,
      },
      { ...none, ...euros, day: '2026-08-13', poiid: LANE_2, is_refund: true, accepted_count: 1, accepted_minor: 1099 },
      { ...none, ...euros, day: '2026-08-14', poiid: LANE_2, charged_count: 1, charged_minor: 1099 },
    ]);
    const unknown = await query(
      'SELECT transaction_id AS id, status, requested_minor::int AS minor FROM tenderline.unknown_now ORDER BY id',
    );
    expect(unknown).toEqual([
      { id: 'closed-', status: 'closed by a person as unknown', minor: 1099 },
      { id: 'open-', status: 'open', minor: 1099 },
      { id: 'orphan-', status: 'an answer without a transaction', minor: null },
    ]);
  });
});
