import { AssertionError } from 'node:assert';
import { describe, expect, it } from 'vitest';
import { createEngine, type Amount, type Outcome, type Unresolved } from '../../../../index.ts';
import type { LedgerEntry } from '../../../../simulator/index.ts';
import {
  assertCharged,
  assertNothingCharged,
  assertTellsTheTruth,
  assertUnknown,
  inProcessTerminal,
  matchers,
  type OutcomeMatchers,
  type ReportedResult,
} from '../../../../testkit/index.ts';

declare module 'vitest' {
  interface Matchers<T> extends OutcomeMatchers<T> {}
}
expect.extend(matchers);

const eur = (value: number): Amount => ({ currency: 'EUR', value });
const common = { receipts: [], advice: 'none', recovered: false, abortRequested: false } as const;
const approved: Outcome = {
  ...common,
  kind: 'approved',
  charged: 'yes',
  amounts: { requested: eur(1099), authorized: eur(1299), tip: eur(200) },
};
const declined: Outcome = {
  ...common,
  kind: 'declined',
  charged: 'no',
  amounts: {},
  errorCondition: 'Refusal',
  refusalReason: '210 Not enough balance',
  recovered: true,
};
const accepted: Outcome = { ...common, kind: 'accepted', charged: 'no', amounts: { authorized: eur(1299) } };
const unresolved: Unresolved = { kind: 'unresolved', charged: 'unknown', state: 'timedOut' };

function movement(kind: LedgerEntry['kind'], value: number, reference = 'ORDER-1'): LedgerEntry {
  return {
    at: 0,
    POIID: 'V400m-324688179',
    ServiceID: `S-${reference}`,
    SaleID: 'TILL-01',
    kind,
    amount: eur(value),
    pspReference: 'P',
    reference,
    POITransactionID: { TransactionID: 'T', TimeStamp: '' },
  };
}

const about = { reference: 'ORDER-1' };

/** The message of a failed assertion; `undefined` when it holds. */
function messageOf(assertion: () => void): string | undefined {
  try {
    assertion();
    return undefined;
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
}

describe('an assertion about money', () => {
  it.each<[string, () => void, string | undefined]>([
    ['charged', () => assertCharged(approved, eur(1299)), undefined],
    [
      'charged, another amount',
      () => assertCharged(approved, eur(1099)),
      'expected EUR 10.99 to be charged, found EUR 12.99, of it a tip of EUR 2.00',
    ],
    [
      'charged, declined',
      () => assertCharged(declined, eur(1099)),
      'expected EUR 10.99 to be charged, found declined, charged: no (Refusal, 210 Not enough balance, learnt by asking)',
    ],
    ['nothing charged', () => assertNothingCharged(declined), undefined],
    [
      'nothing charged, unknown',
      () => assertNothingCharged(unresolved),
      'expected nothing to be charged, found unresolved, charged: unknown (timedOut)',
    ],
    ['unknown', () => assertUnknown(unresolved), undefined],
    [
      'unknown, approved',
      () => assertUnknown(approved),
      'expected the outcome to be unknown, found approved, charged: yes',
    ],
    ['a promise', () => assertCharged(Promise.resolve() as never, eur(1)), 'found a promise: await it'],
    ['nothing at all', () => assertUnknown(undefined as never), 'found undefined'],
    [
      'another thing',
      () => assertNothingCharged({ kind: 'paid' } as never),
      'found one of kind "paid"; kinds are approved,',
    ],
    [
      'a contradiction',
      () => assertNothingCharged({ ...declined, charged: 'yes' } as never),
      'found declined with charged: "yes"',
    ],
  ])('holds, or states what was expected and what was found: %s', (_, assertion, message) => {
    if (message === undefined) expect(messageOf(assertion)).toBeUndefined();
    else expect(messageOf(assertion)).toContain(message);
  });

  it('takes a transaction for no outcome', async () => {
    const { engineOptions, terminal } = await inProcessTerminal();
    const engine = await createEngine(engineOptions);
    const payment = engine.pay({ poiid: terminal.poiid, amount: eur(1099), reference: 'ORDER-1' });
    expect(messageOf(() => assertUnknown(payment as never))).toContain('what its settled() or outcome() gives');
  });

  it.each<[string, ReportedResult, readonly LedgerEntry[], string | undefined]>([
    ['approved and taken', approved, [movement('charge', 1299), movement('charge', 5, 'ORDER-2')], undefined],
    ['approved and not taken', approved, [movement('charge', 1299, 'ORDER-2')], 'the ledger has nothing for ORDER-1'],
    [
      'approved and another amount taken',
      approved,
      [movement('charge', 1099)],
      'a charge of EUR 10.99 for ORDER-1, not EUR 12.99',
    ],
    [
      'approved and taken twice',
      approved,
      [movement('charge', 1299), movement('charge', 1299)],
      'expected at most one movement',
    ],
    [
      'approved without saying how much',
      { ...approved, amounts: {} },
      [movement('charge', 1299)],
      'a charge of EUR 12.99 for ORDER-1, and no amount was reported',
    ],
    ['declined and not taken', declined, [], undefined],
    ['declined and taken', declined, [movement('charge', 1099)], 'the till says declined, charged: no'],
    ['declined and given back', declined, [movement('reversal', 1099)], 'the ledger has a reversal of EUR 10.99'],
    ['accepted and given back', accepted, [movement('reversal', 1299)], undefined],
    ['accepted and not given back', accepted, [], 'the ledger has nothing'],
    ['accepted and taken', accepted, [movement('charge', 1299)], 'the till says accepted'],
    ['accepted without an amount', { ...accepted, amounts: {} }, [], undefined],
    ['unknown and taken', unresolved, [movement('charge', 1099)], undefined],
    [
      'unknown and taken twice',
      unresolved,
      [movement('charge', 5), movement('charge', 5)],
      'expected at most one movement',
    ],
  ])('compares with the ledger: %s', (_, result, entries, message) => {
    const found = messageOf(() => assertTellsTheTruth(result, { entries }, about));
    if (message === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(message);
  });

  it('finds movements by the ServiceID of the request as well', () => {
    const ledger = { entries: [movement('charge', 1299, 'ORDER-2')] };
    assertTellsTheTruth(approved, ledger, { serviceId: 'S-ORDER-2' });
    expect(messageOf(() => assertTellsTheTruth(approved, ledger, { serviceId: 'S-ORDER-1' }))).toBeDefined();
  });
});

describe('the matchers', () => {
  it('work in expect()', () => {
    expect(approved).toBeCharged(eur(1299));
    expect(declined).toHaveChargedNothing();
    expect(unresolved).toBeUnknown();
    expect(approved).toAgreeWithTheLedger({ entries: [movement('charge', 1299)] }, about);
    expect(approved).not.toBeCharged(eur(1));
    expect(approved).not.toHaveChargedNothing();
    expect(approved).not.toBeUnknown();
    expect(approved).not.toAgreeWithTheLedger({ entries: [] }, about);
  });

  it('state what is wrong, also of a not', () => {
    expect(() => expect(declined).toBeCharged(eur(1099))).toThrow('expected EUR 10.99 to be charged, found declined');
    expect(() => expect(declined).not.toHaveChargedNothing()).toThrow(
      'expected not toHaveChargedNothing, found declined, charged: no',
    );
  });
});
