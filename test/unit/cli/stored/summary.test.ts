import { describe, expect, it } from 'vitest';
import { TransactionJsonSchema, transactionToJson } from '../../../../index.ts';
import { summarise } from '../../../../cli/stored/summary.ts';
import type { TransactionEventPayload } from '../../../../machines/index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { BORN_AT_MS } from '../../../support/transactions.ts';
import { historyOf, SECRETS, secretApproval, type RecordOptions } from '../stored-records.ts';

const answered = { type: 'poi.answered', result: secretApproval, recovered: true } as const;
const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;

const summaryOf = async (events: readonly TransactionEventPayload[], options?: RecordOptions) =>
  summarise(await historyOf(events, options));

describe('the summary of a stored transaction', () => {
  it('says what was requested and what became of it', async () => {
    expect(await summaryOf([{ type: 'link.written' }, answered], { settles: true })).toMatchObject({
      transaction: 'payment-1',
      createdAtMs: BORN_AT_MS,
      settledAtMs: BORN_AT_MS + 2000,
      poiid: 'V400m-324688179',
      serviceId: 'A0000001Z9',
      category: 'Payment',
      amount: { currency: 'EUR', value: 1099 },
      state: 'settled',
      charged: 'yes',
      outcome: { kind: 'approved', maskedPan: '541333 **** 9999', recovered: true, pspReference: 'PSPREFERENCE1234' },
    });
  });

  it('has no body, no receipt, and of the card nothing that is secret', async () => {
    const text = JSON.stringify(await summaryOf([answered], { settles: true }));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it('is the JSON of its transaction, without the receipts', async () => {
    const history = await historyOf([answered], { settles: true });
    const json = transactionToJson(history.state, { receipts: false });
    expect(TransactionJsonSchema.parse(json)).toStrictEqual(json);
    expect(summarise(history)).toMatchObject(json);
    const { maskedPan } = json.outcome?.card ?? {};
    expect(TransactionJsonSchema.parse(summarise(history))).toStrictEqual({
      ...json,
      outcome: { ...json.outcome, maskedPan },
    });
  });

  it('says of an open transaction that the charge is unknown, and when the next check is', async () => {
    expect(await summaryOf([{ type: 'link.written' }, lost])).toMatchObject({
      state: 'timedOut',
      charged: 'unknown',
      nextCheckAtMs: BORN_AT_MS + 3500,
      failure: { code: 'ERR_LINK_RESET' },
    });
    expect(await summaryOf([{ type: 'link.written' }])).toMatchObject({ state: 'awaiting', charged: 'unknown' });
  });

  it('masks a card number that is not masked, as the outcome itself does', async () => {
    const CardData = { MaskedPan: '4111 1111 1111 1111' };
    const response = { PaymentResult: { PaymentInstrumentData: { CardData } } };
    const result = { ...secretApproval, response };
    const summary = await summaryOf([{ type: 'poi.answered', result, recovered: false }], { settles: true });
    expect(JSON.stringify(summary)).not.toMatch(/1111 1111/);
    expect(summary.outcome).toMatchObject({
      card: { maskedPan: '4111 11** **** 1111' },
      maskedPan: '4111 11** **** 1111',
    });
  });
});
