import { describe, expect, it } from 'vitest';
import { failure } from '../../../protocol/faults.ts';
import { ERROR_CONDITIONS } from '../../../protocol/messages/response.ts';
import { isCharged, isNotCharged, notProcessed } from '../../../protocol/outcome.ts';
import { readResponseResult, type AskedFor } from '../../../protocol/response-result.ts';

const asked: AskedFor = { category: 'Payment', ServiceID: 'A0000001Z9', amount: { currency: 'EUR', value: 1234 } };

function answer(Response: object, rest: object = {}) {
  return { Response, ...rest };
}

const approvedBody = answer(
  { Result: 'Success', AdditionalResponse: 'pspReference=QWERTY1234567890&authCode=654321&offline=false' },
  {
    POIData: {
      POITransactionID: {
        TransactionID: 'Bx4N001777889731004.QWERTY1234567890',
        TimeStamp: '2026-05-04T10:15:33.120Z',
      },
    },
    PaymentResult: {
      OnlineFlag: true,
      AmountsResp: { AuthorizedAmount: 14.34, TipAmount: '2.00', Currency: 'EUR' },
      PaymentAcquirerData: { AcquirerTransactionID: { TransactionID: 'QWERTY1234567890' } },
    },
    PaymentReceipt: [],
  },
);

describe('an approval', () => {
  it('reports the money in minor units, tip included, and keeps both members of the POITransactionID verbatim', () => {
    expect(readResponseResult(approvedBody, asked)).toMatchObject({
      kind: 'approved',
      charged: 'yes',
      amounts: {
        requested: { currency: 'EUR', value: 1234 },
        authorized: { currency: 'EUR', value: 1434 },
        tip: { currency: 'EUR', value: 200 },
      },
      pspReference: 'QWERTY1234567890',
      poiTransactionId: {
        TransactionID: 'Bx4N001777889731004.QWERTY1234567890',
        TimeStamp: '2026-05-04T10:15:33.120Z',
        tenderReference: 'Bx4N001777889731004',
      },
    });
  });

  it('holds when every other member is missing or unreadable', () => {
    expect(readResponseResult(answer({ Result: 'Success' }), asked)).toMatchObject({
      kind: 'approved',
      charged: 'yes',
    });
    const odd = answer(
      { Result: 'success', AdditionalResponse: [1] },
      { POIData: 7, PaymentResult: 'x', PaymentReceipt: 3 },
    );
    expect(readResponseResult(odd, asked)).toMatchObject({ kind: 'approved', charged: 'yes' });
  });

  it('for less than asked is partial, and the money is taken', () => {
    const body = answer(
      { Result: 'Partial' },
      { PaymentResult: { AmountsResp: { AuthorizedAmount: 5, Currency: 'EUR' } } },
    );
    expect(readResponseResult(body, asked)).toMatchObject({
      kind: 'partial',
      charged: 'yes',
      amounts: { authorized: { currency: 'EUR', value: 500 } },
    });
  });

  it('for exactly what was asked, or where nothing was asked, is a whole one', () => {
    const body = answer(
      { Result: 'Success' },
      { PaymentResult: { AmountsResp: { AuthorizedAmount: 12.34, Currency: 'EUR' } } },
    );
    expect(readResponseResult(body, asked)).toMatchObject({ kind: 'approved' });
    expect(readResponseResult(body, { category: 'Payment', ServiceID: 'A0000001Z9' })).toMatchObject({
      kind: 'approved',
    });
  });

  it('gives what the terminal says beside the money, and no member that it does not', () => {
    const body = answer(
      { Result: 'Success', AdditionalResponse: 'pspReference=QWERTY1234567890&message=thank%20you&offline=true' },
      { PaymentResult: { AmountsResp: { CashBackAmount: 5, Currency: 'EUR' }, PaymentAcquirerData: {} } },
    );
    expect(readResponseResult(body, { category: 'Payment', ServiceID: 'A0000001Z9' })).toStrictEqual({
      kind: 'approved',
      charged: 'yes',
      amounts: { cashBack: { currency: 'EUR', value: 500 } },
      pspReference: 'QWERTY1234567890',
      message: 'thank you',
      offline: true,
      receipts: [],
      advice: 'none',
      response: body,
    });
  });

  it('that says Success for less than asked is partial as well', () => {
    const body = answer(
      { Result: 'Success' },
      { PaymentResult: { AmountsResp: { AuthorizedAmount: 12.33, Currency: 'EUR' } } },
    );
    expect(readResponseResult(body, asked)).toMatchObject({ kind: 'partial', charged: 'yes' });
  });

  it('without the platform is marked offline, and no other', () => {
    expect(readResponseResult(approvedBody, asked)).not.toHaveProperty('offline');
    expect(
      readResponseResult(answer({ Result: 'Success' }, { PaymentResult: { OnlineFlag: false } }), asked),
    ).toMatchObject({
      offline: true,
    });
  });

  it('of a reversal or of a payment that gives money back is an acceptance, and charges nothing', () => {
    const success = answer({ Result: 'Success' });
    expect(readResponseResult(success, { ...asked, category: 'Reversal' })).toMatchObject({
      kind: 'accepted',
      charged: 'no',
    });
    expect(readResponseResult(success, { ...asked, refund: true })).toMatchObject({ kind: 'accepted', charged: 'no' });
  });
});

describe('a failure', () => {
  const kinds = {
    Aborted: 'cancelled',
    Busy: 'failed',
    Cancel: 'cancelled',
    DeviceOut: 'failed',
    InProgress: undefined,
    InsertedCard: 'failed',
    InvalidCard: 'declined',
    LoggedOut: 'failed',
    MessageFormat: 'failed',
    NotAllowed: 'failed',
    NotFound: 'failed',
    PaymentRestriction: 'declined',
    Refusal: 'declined',
    UnavailableDevice: 'failed',
    UnavailableService: 'failed',
    UnreachableHost: 'failed',
    WrongPIN: 'declined',
  } as const;

  it.each(ERROR_CONDITIONS)('%s is what reference 7.2 says, in any case of letters', (condition) => {
    for (const spelling of [condition, condition.toLowerCase()]) {
      const verdict = readResponseResult(answer({ Result: 'Failure', ErrorCondition: spelling }), asked);
      const kind = kinds[condition];
      if (kind === undefined) expect(verdict).toMatchObject({ kind: 'undecided' });
      else expect(verdict).toMatchObject({ kind, charged: 'no', errorCondition: condition });
    }
  });

  it.each([
    ['Communication timeout', { Result: 'Failure', ErrorCondition: 'Communication timeout' }, 'Communication timeout'],
    ['no condition', { Result: 'Failure' }, 'Failure with ErrorCondition missing'],
    ['a condition that is no text', { Result: 'Failure', ErrorCondition: { a: 1 } }, 'ErrorCondition missing'],
    ['an unknown Result', { Result: 'Maybe' }, 'Result Maybe'],
    ['no Result', { ErrorCondition: 'Refusal' }, 'no readable Response'],
  ])('with %s decides nothing, and says why: the terminal is asked again', (_, response, why) => {
    expect(readResponseResult(answer(response), asked)).toMatchObject({
      kind: 'undecided',
      failure: { code: 'ERR_ANSWER_UNDECIDED', message: expect.stringContaining(why) as unknown },
    });
  });

  it('of a part, to a request that takes no money, decides nothing', () => {
    expect(readResponseResult(answer({ Result: 'Partial' }), { ...asked, category: 'Reversal' })).toMatchObject({
      kind: 'undecided',
      failure: { message: expect.stringContaining('takes no money') as unknown },
    });
  });

  it('of another kind that names our own ServiceID is what it says', () => {
    const refusal = { Result: 'Failure', ErrorCondition: 'Refusal', AdditionalResponse: 'serviceId=A0000001Z9' };
    expect(readResponseResult(answer(refusal), asked)).toMatchObject({ kind: 'declined' });
  });

  it('Busy with our own ServiceID is our own lost transaction, not a refusal', () => {
    const busy = (serviceId: string) =>
      answer({
        Result: 'Failure',
        ErrorCondition: 'Busy',
        AdditionalResponse: `message=in%20progress&serviceId=${serviceId}`,
      });
    expect(readResponseResult(busy('A0000001Z9'), asked)).toMatchObject({
      kind: 'undecided',
      failure: { code: 'ERR_STATUS_BUSY' },
    });
    expect(readResponseResult(busy('B0000009X3'), asked)).toMatchObject({
      kind: 'failed',
      charged: 'no',
      advice: 'terminalBusy',
      runningServiceId: 'B0000009X3',
    });
  });

  it.each([
    ['Refusal', '210 Not enough balance', '', 'otherCard'],
    ['Refusal', 'Do Not Honor', '', 'doNotRetry'],
    ['Refusal', '199 Card is blocked', '', 'doNotRetry'],
    ['InvalidCard', '214 Declined online', '', 'otherCard'],
    ['InvalidCard', 'Card data authentication failed', '', 'doNotRetry'],
    ['Cancel', 'Cancelled', '', 'mayRetry'],
    ['Cancel', 'Approved', '', 'verifyFirst'],
    ['UnreachableHost', '', '', 'mayRetry'],
    ['UnreachableHost', '', 'tender.QWERTY1234567890', 'verifyFirst'],
    ['DeviceOut', '', 'tender.QWERTY1234567890', 'verifyFirst'],
    ['WrongPIN', '129 Invalid online PIN', '', 'mayRetry'],
  ])('%s (%s) advises by reference 7.3', (ErrorCondition, refusalReason, TransactionID, advice) => {
    const body = answer(
      { Result: 'Failure', ErrorCondition, AdditionalResponse: `refusalReason=${encodeURIComponent(refusalReason)}` },
      { POIData: { POITransactionID: { TransactionID, TimeStamp: '2026-05-04T10:15:33.120Z' } } },
    );
    const result = readResponseResult(body, asked);
    // What broke after the platform had seen the payment is asked about first.
    expect(result.kind === 'undecided' ? result.ifRepeated : result).toMatchObject({ advice });
  });
});

describe('what was never processed', () => {
  it.each([
    ['ERR_TERMINAL_OCCUPIED', 'terminalBusy'],
    ['ERR_TERMINAL_QUARANTINED', 'terminalBusy'],
    ['ERR_TERMINAL_UNCONFIGURED', 'fixSetup'],
    ['ERR_TLS_ROOT', 'fixSetup'],
    ['ERR_IDENTITY_POIID', 'fixSetup'],
    ['ERR_REJECTED_CRYPTO', 'fixSetup'],
    ['ERR_REJECTED_UNDELIVERED', 'mayRetry'],
    ['ERR_ID_REUSED', 'fixSetup'],
    ['ERR_ORIGINAL_UNKNOWN', 'fixSetup'],
    ['ERR_SEAL', 'fixSetup'],
    ['ERR_LINK_REFUSED', 'mayRetry'],
    ['ERR_NOT_FOUND', 'mayRetry'],
  ] as const)('for %s charged nothing, and advises %s', (code, advice) => {
    const fault = failure(code);
    const requested = { currency: 'EUR', value: 1234 };
    const outcome = { kind: 'notProcessed', charged: 'no', receipts: [] };
    const why = { message: fault.message, failure: fault, advice };
    expect(notProcessed(fault, requested)).toStrictEqual({ ...outcome, ...why, amounts: { requested } });
    expect(notProcessed(fault, undefined)).toStrictEqual({ ...outcome, ...why, amounts: {} });
  });
});

describe('whether money was taken', () => {
  it.each([
    ['yes', true, false],
    ['no', false, true],
    ['unknown', false, false],
  ] as const)('charged %j is taken: %j, not taken: %j', (charged, taken, notTaken) => {
    expect(isCharged({ charged })).toBe(taken);
    expect(isNotCharged({ charged })).toBe(notTaken);
  });
});
