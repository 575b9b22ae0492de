import { describe, expect, it } from 'vitest';
import { abortMembers, diagnosisMembers, outcomeMembers, statusMembers } from '../../../../cli/output/json-members.ts';
import { OutcomeJsonSchema, UnresolvedJsonSchema } from '../../../../index.ts';
import { failure } from '../../../../protocol/index.ts';
import { refusal } from '../../../support/transactions.ts';
import { approved, declined, unresolved } from '../outcomes.ts';

const busy = { ...refusal, kind: 'failed', runningServiceId: 'XYZ', runningTransaction: 'T-7' } as const;
const members = { ...busy, runningServiceID: busy.runningServiceId };
const noAnswer = { kind: 'noAnswer', failure: failure('ERR_LINK_TIMEOUT') } as const;

describe('an outcome for programs', () => {
  it('is the JSON of the library, and names the request that occupies the terminal as it always did too', () => {
    const more = { recovered: true, abortRequested: false };
    expect(outcomeMembers({ ...busy, ...more })).toStrictEqual({ ...members, ...more });
    expect(outcomeMembers(approved)).toStrictEqual(approved);
    expect(outcomeMembers(unresolved)).toStrictEqual(unresolved);
  });
});

describe('the JSON of an outcome', () => {
  it('has one schema, also with the names that only the command line has', () => {
    const paid = { ...approved, card: { brand: 'mc', maskedPan: '541333 **** 9999' } };
    const ended = { recovered: true, abortRequested: false };
    for (const outcome of [approved, declined, paid, { ...busy, ...ended }]) {
      const json = outcomeMembers(outcome);
      expect(OutcomeJsonSchema.parse(json)).toStrictEqual(json);
    }
    expect(outcomeMembers(paid)).toMatchObject({ ...paid, maskedPan: '541333 **** 9999' });
    expect(UnresolvedJsonSchema.parse(outcomeMembers(unresolved))).toStrictEqual(unresolved);
  });

  it('has the answer of the terminal, without what of a card is secret', () => {
    const CardData = { PaymentBrand: 'mc', SensitiveCardData: { PAN: '4111111111111111', ExpiryDate: '0228' } };
    const Response = { Result: 'Success', AdditionalResponse: 'cardHolderName=ADA&expiryMonth=2&tid=1' };
    const answer = (card: object, words: object) => ({
      Response: { ...Response, ...words },
      PaymentResult: { PaymentInstrumentData: { CardData: card } },
    });
    const json = outcomeMembers({ ...approved, response: answer(CardData, {}) });
    expect(json).toMatchObject({
      response: answer({ PaymentBrand: 'mc', SensitiveCardData: {} }, { AdditionalResponse: 'tid=1' }),
    });
    expect(JSON.stringify(json)).not.toMatch(/4111|0228|ADA|expiry/);
  });
});

describe('an answer of a terminal for programs', () => {
  it('is of the kind that it always was', () => {
    expect(diagnosisMembers({ kind: 'answered', ok: true, details: {} })).toStrictEqual({
      kind: 'diagnosed',
      ok: true,
      details: {},
    });
    expect(abortMembers({ kind: 'answered' })).toStrictEqual({ kind: 'asked' });
    expect(statusMembers({ kind: 'answered', status: 'inProgress' })).toStrictEqual({ kind: 'inProgress' });
    expect(statusMembers({ kind: 'answered', status: 'notFound' })).toStrictEqual({ kind: 'notFound' });
  });

  it('has the result of an earlier request as its verdict', () => {
    const finished = { kind: 'answered', status: 'finished' } as const;
    expect(statusMembers({ ...finished, result: busy })).toStrictEqual({
      kind: 'finished',
      verdict: { settled: true, ...members },
    });
    const undecided = { kind: 'undecided', failure: failure('ERR_STATUS_BUSY') } as const;
    expect(statusMembers({ ...finished, result: undecided })).toStrictEqual({
      kind: 'finished',
      verdict: { settled: false, failure: undecided.failure },
    });
  });

  it('is the failure when there is none', () => {
    for (const of of [diagnosisMembers, abortMembers, statusMembers]) expect(of(noAnswer)).toBe(noAnswer);
  });
});
