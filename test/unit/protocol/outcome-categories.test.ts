import { describe, expect, it } from 'vitest';
import { readResponseResult, type AskedFor } from '../../../protocol/response-result.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const poi = { TransactionID: 'Bx4N001777889731004.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };

describe.each(['CardAcquisition', 'StoredValue', 'BalanceInquiry', 'Reversal'] as const)('a %s', (category) => {
  const asked: AskedFor = { category, ServiceID: 'A0000001Z9', amount: eur(1234) };

  it('that succeeded is accepted, and charges nothing', () => {
    const body = { Response: { Result: 'Success' }, POIData: { POITransactionID: poi } };
    expect(readResponseResult(body, asked)).toMatchObject({
      kind: 'accepted',
      charged: 'no',
      poiTransactionId: { TransactionID: poi.TransactionID, TimeStamp: poi.TimeStamp },
    });
  });

  it('that succeeded in part decides nothing, because the part is not defined', () => {
    expect(readResponseResult({ Response: { Result: 'Partial' } }, asked)).toMatchObject({
      kind: 'undecided',
      failure: { code: 'ERR_ANSWER_UNDECIDED' },
    });
  });

  it.each([
    ['Aborted', 'cancelled'],
    ['Cancel', 'cancelled'],
    ['Refusal', 'declined'],
    ['NotAllowed', 'failed'],
  ])('that failed with %s is %s, and charges nothing', (ErrorCondition, kind) => {
    expect(readResponseResult({ Response: { Result: 'Failure', ErrorCondition } }, asked)).toMatchObject({
      kind,
      charged: 'no',
    });
  });
});

describe('what a reversal gives back', () => {
  const answer = (ReversedAmount: unknown, AdditionalResponse?: string) => ({
    Response: { Result: 'Success', AdditionalResponse },
    ReversedAmount,
  });
  const asked = (amount?: AskedFor['amount']): AskedFor => ({
    category: 'Reversal',
    ServiceID: 'R1',
    ...(amount !== undefined && { amount }),
  });

  it.each([
    ['the answer names the currency', answer(4, 'currency=EUR&store=A'), asked(), eur(400)],
    ['the request named it', answer('4.00'), asked(eur(400)), eur(400)],
    ['they differ, and the answer counts', answer(4, 'currency=USD'), asked(eur(400)), { currency: 'USD', value: 400 }],
    ['the currency has no decimals', answer(400, 'currency=JPY'), asked(), { currency: 'JPY', value: 400 }],
  ])('is reported when %s', (_, body, request, authorized) => {
    const verdict = readResponseResult(body, request);
    expect(verdict).toMatchObject({ kind: 'accepted', amounts: { authorized } });
  });

  it.each([
    ['no amount', answer(undefined, 'currency=EUR'), asked(eur(400))],
    ['no currency', answer(4), asked()],
    ['an unknown currency', answer(4, 'currency=XXX'), asked(eur(400))],
    ['an amount that is none', answer({}, 'currency=EUR'), asked(eur(400))],
  ])('is not guessed when the answer has %s', (_, body, request) => {
    const verdict = readResponseResult(body, request);
    expect(verdict).toMatchObject({ kind: 'accepted' });
    expect(verdict.kind !== 'undecided' && verdict.amounts.authorized).toBeUndefined();
  });
});

it('a payment takes no amount from members that only a reversal has', () => {
  const body = { Response: { Result: 'Success', AdditionalResponse: 'currency=USD' }, ReversedAmount: 4 };
  const verdict = readResponseResult(body, { category: 'Payment', ServiceID: 'A1', amount: eur(400) });
  expect(verdict.kind !== 'undecided' && verdict.amounts).toEqual({ requested: eur(400) });
});
