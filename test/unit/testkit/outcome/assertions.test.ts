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
  type Told,
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

function booked(kind: LedgerEntry['kind'], value: number, reference = 'ORDER-1'): LedgerEntry {
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

/** What the assertion says; `undefined` when it holds. */
function complaintOf(assertion: () => void): string | undefined {
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
  ])('holds, or says what was expected and what was found: %s', (_, assertion, complaint) => {
    if (complaint === undefined) expect(complaintOf(assertion)).toBeUndefined();
    else expect(complaintOf(assertion)).toContain(complaint);
  });

  it('takes a transaction for no outcome', async () => {
    const { engineOptions, terminal } = await inProcessTerminal();
    const engine = await createEngine(engineOptions);
    const payment = engine.pay({ poiid: terminal.poiid, amount: eur(1099), reference: 'ORDER-1' });
    expect(complaintOf(() => assertUnknown(payment as never))).toContain('what its settled() or outcome() gives');
  });

  it.each<[string, Told, readonly LedgerEntry[], string | undefined]>([
    ['approved and taken', approved, [booked('charge', 1299), booked('charge', 5, 'ORDER-2')], undefined],
    ['approved and not taken', approved, [booked('charge', 1299, 'ORDER-2')], 'the ledger has nothing for ORDER-1'],
    [
      'approved and another amount taken',
      approved,
      [booked('charge', 1099)],
      'a charge of EUR 10.99 for ORDER-1, not EUR 12.99',
    ],
    [
      'approved and taken twice',
      approved,
      [booked('charge', 1299), booked('charge', 1299)],
      'expected at most one movement',
    ],
    [
      'approved without saying how much',
      { ...approved, amounts: {} },
      [booked('charge', 1299)],
      'a charge of EUR 12.99 for ORDER-1, and no amount was told',
    ],
    ['declined and not taken', declined, [], undefined],
    ['declined and taken', declined, [booked('charge', 1099)], 'the till says declined, charged: no'],
    ['declined and given back', declined, [booked('reversal', 1099)], 'the ledger has a reversal of EUR 10.99'],
    ['accepted and given back', accepted, [booked('reversal', 1299)], undefined],
    ['accepted and not given back', accepted, [], 'the ledger has nothing'],
    ['accepted and taken', accepted, [booked('charge', 1299)], 'the till says accepted'],
    ['accepted without an amount', { ...accepted, amounts: {} }, [], undefined],
    ['unknown and taken', unresolved, [booked('charge', 1099)], undefined],
    [
      'unknown and taken twice',
      unresolved,
      [booked('charge', 5), booked('charge', 5)],
      'expected at most one movement',
    ],
  ])('compares with the ledger: %s', (_, told, entries, complaint) => {
    const found = complaintOf(() => assertTellsTheTruth(told, { entries }, about));
    if (complaint === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(complaint);
  });

  it('finds movements by the ServiceID of the request as well', () => {
    const ledger = { entries: [booked('charge', 1299, 'ORDER-2')] };
    assertTellsTheTruth(approved, ledger, { serviceId: 'S-ORDER-2' });
    expect(complaintOf(() => assertTellsTheTruth(approved, ledger, { serviceId: 'S-ORDER-1' }))).toBeDefined();
  });
});

describe('the matchers', () => {
  it('say the same in expect()', () => {
    expect(approved).toBeCharged(eur(1299));
    expect(declined).toHaveChargedNothing();
    expect(unresolved).toBeUnknown();
    expect(approved).toAgreeWithTheLedger({ entries: [booked('charge', 1299)] }, about);
    expect(approved).not.toBeCharged(eur(1));
    expect(approved).not.toHaveChargedNothing();
    expect(approved).not.toBeUnknown();
    expect(approved).not.toAgreeWithTheLedger({ entries: [] }, about);
  });

  it('say what is wrong, also of a not', () => {
    expect(() => expect(declined).toBeCharged(eur(1099))).toThrow('expected EUR 10.99 to be charged, found declined');
    expect(() => expect(declined).not.toHaveChargedNothing()).toThrow(
      'expected not toHaveChargedNothing, found declined, charged: no',
    );
  });
});
