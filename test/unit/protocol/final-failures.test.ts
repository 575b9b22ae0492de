import { describe, expect, it } from 'vitest';
import { CONDITIONS } from '../../../protocol/error-conditions.ts';
import { ERROR_CONDITIONS } from '../../../protocol/messages/response.ts';
import { readResponseResult, type AskedFor } from '../../../protocol/response-result.ts';

const asked: AskedFor = { category: 'Payment', ServiceID: 'A0000001Z9', amount: { currency: 'EUR', value: 1234 } };

const failureOf = (ErrorCondition: string | undefined, words: object = {}, TransactionID = 'Bx4N001777889731004') => ({
  Response: {
    Result: 'Failure',
    ...(ErrorCondition !== undefined && { ErrorCondition }),
    AdditionalResponse: new URLSearchParams(words as Record<string, string>).toString(),
  },
  POIData: { POITransactionID: { TransactionID, TimeStamp: '2026-05-04T10:15:33.120Z' } },
});
const read = (...answer: Parameters<typeof failureOf>) => readResponseResult(failureOf(...answer), asked);

const SEEN_BY_PLATFORM = 'Bx4N001777889731004.QWERTY1234567890';
/** How a listed condition ends the transaction (reference 7.2); `asked` when a status check must repeat it first. */
const LISTED = ERROR_CONDITIONS.filter((condition) => condition !== 'InProgress').map((condition) => ({
  condition,
  kind: CONDITIONS[condition].kind,
  whenSeen: ['DeviceOut', 'UnavailableDevice', 'UnavailableService', 'UnreachableHost'].includes(condition)
    ? 'asked'
    : 'believed',
}));

describe.each(LISTED)('a final Failure with $condition', ({ condition, kind, whenSeen }) => {
  it('is believed at once when it is clear', () => {
    expect(read(condition, { message: 'DECLINED' })).toMatchObject({ kind, charged: 'no', errorCondition: condition });
  });

  it.each([
    { message: 'Request timed out' },
    { message: 'TIMEOUT' },
    { refusalReason: '905 Time-out of the issuer' },
    { refusalReasonRaw: 'HOST_TIME_OUT_91' },
    { message: 'Did not receive a response from the POI.' },
    { message: 'No response from host' },
    { errors: 'acquirer did not answer' },
    { additionalNote: 'times out' },
  ])('is asked about when it says %j', (words) => {
    expect(read(condition, words)).toMatchObject({
      kind: 'undecided',
      failure: { code: 'ERR_ANSWER_UNDECIDED' },
      ifRepeated: { kind, charged: 'no', errorCondition: condition },
    });
  });

  it(`of a payment that the platform had seen is ${whenSeen}`, () => {
    const result = read(condition, {}, SEEN_BY_PLATFORM);
    if (whenSeen === 'believed') expect(result).toMatchObject({ kind, charged: 'no' });
    else
      expect(result).toMatchObject({ kind: 'undecided', ifRepeated: { kind, charged: 'no', advice: 'verifyFirst' } });
  });
});

describe('a final Failure of a condition that is not listed', () => {
  it.each([
    ['Communication timeout', 'declined'],
    ['CommunicationTimeout', 'declined'],
    ['Processing time-out', 'declined'],
    ['PrinterOnFire', 'failed'],
    [undefined, 'failed'],
  ])('%s is asked about, and if it is repeated nothing was charged (%s)', (condition, kind) => {
    expect(read(condition, {}, SEEN_BY_PLATFORM)).toMatchObject({
      kind: 'undecided',
      failure: { message: expect.stringContaining(condition ?? 'missing') as unknown },
      ifRepeated: { kind, charged: 'no', advice: 'otherPaymentMethod', pspReference: 'QWERTY1234567890' },
    });
    const { ifRepeated } = read(condition) as { ifRepeated: object };
    expect((ifRepeated as { errorCondition?: string }).errorCondition).toBe(condition);
  });

  it('keeps the words of the terminal for whoever looks at it meanwhile', () => {
    expect(read('PrinterOnFire', { message: 'call the fire brigade' })).toMatchObject({
      failure: { message: expect.stringContaining('call the fire brigade') as unknown },
      ifRepeated: { message: 'call the fire brigade' },
    });
  });

  it.each(['Reversal', 'StoredValue', 'CardAcquisition'] as const)('is the same for a %s', (category) => {
    expect(readResponseResult(failureOf('Communication timeout'), { ...asked, category })).toMatchObject({
      kind: 'undecided',
      ifRepeated: { charged: 'no' },
    });
  });
});

it.each(['InProgress', 'Busy'])('%s about this very request is no end, whatever its words', (condition) => {
  const result = read(condition, { message: 'timed out', serviceId: asked.ServiceID });
  expect(result).toMatchObject({ kind: 'undecided' });
  expect(result).not.toHaveProperty('ifRepeated');
});

it('that the shopper did not present a card is clear: no request timed out', () => {
  expect(read('Cancel', { message: '126 Shopper did not present card' })).toMatchObject({ kind: 'cancelled' });
});
