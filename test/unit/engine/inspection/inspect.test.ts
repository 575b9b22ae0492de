import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/index.ts';
import { inspectStored } from '../../../../engine/inspection/stored-steps.ts';
import { readTransaction } from '../../../../engine/journal/stored-transactions.ts';
import { Inspector, WAITING_MAX } from '../../../../engine/runtime/inspector.ts';
import { toInspectorEvents, type InspectEntry } from '../../../../index.ts';
import { parseTransactionId } from '../../../../protocol/ids.ts';
import { settle } from '../../../support/clock.ts';
import { SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';
import { APPROVAL, remembersLostAnswers } from '../../../support/terminal/terminal-behaviours.ts';

const PAN = '4111111111111111';
/** An approval that is full of what must not get out. */
const SECRETS = {
  ...APPROVAL,
  Response: { ...APPROVAL.Response, AdditionalResponse: `cardNumber=${PAN}&track2=${PAN}=2512101` },
  PaymentReceipt: [{ DocumentQualifier: 'CustomerReceipt', OutputContent: { OutputText: [{ Text: 'receipt-text' }] } }],
  PaymentResult: { PaymentInstrumentData: { CardData: { MaskedPan: PAN, SensitiveCardData: { PAN } } } },
};

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

/** A payment whose answer is lost, and which a status check finds, on an engine that is observed. */
async function lostAnswer() {
  const journal = memoryJournal();
  const { engine, clock } = await createTestEngine(remembersLostAnswers(SECRETS), { journal });
  const entries: InspectEntry[] = [];
  const subscription = engine.inspect$.subscribe((entry) => entries.push(entry));
  const payment = engine.pay(order({ id: 'lost-1' }));
  await settle();
  await clock.step(1500);
  await settle();
  return { engine, clock, journal, entries, payment, subscription };
}

const stepsOf = (entries: readonly InspectEntry[]) =>
  entries.flatMap((entry) => {
    if (entry.k !== 'step' || entry.m !== 'transaction') return [];
    const { n: _, ...step } = entry;
    return [step];
  });

describe('the feed of an engine', () => {
  it('has the same steps live as they are folded from the journal', async () => {
    const { entries, journal, payment } = await lostAnswer();
    expect(payment.state.state).toBe('settled');
    const stored = await readTransaction(journal, parseTransactionId('lost-1'));
    if (stored === undefined) throw new Error('it is stored');
    const live = stepsOf(entries);
    expect(live.map(({ ev, to }) => `${ev} -> ${to}`)).toEqual([
      'opened -> sending.storing',
      'intent.stored -> sending.transmitting',
      'link.written -> awaiting.waiting',
      'poi.undecided -> timedOut.retrying',
      'timer.check -> statusChecking',
      'poi.answered -> settled',
    ]);
    expect(live).toEqual(inspectStored(stored).steps);
  });

  it('reports guards with their answers, commands, timers and what is remembered', async () => {
    const { entries } = await lostAnswer();
    const [, stored, , lost, check, answered] = stepsOf(entries);
    expect(stored).toMatchObject({
      seq: 1,
      poi: POIID,
      guards: { abortRequested: false, tooLate: false },
      cmds: ['transmit', 'armTimer response +150000'],
    });
    expect(lost).toMatchObject({ d: { failure: 'ERR_ANSWER_STATUS' }, cmds: ['armTimer check +1500'] });
    expect(lost?.ctx).toMatchObject({ failure: 'ERR_ANSWER_STATUS', nextCheckAtMs: (lost?.at ?? 0) + 1500 });
    expect(check).toMatchObject({ from: 'timedOut.retrying', cmds: ['askStatus'] });
    expect(answered).toMatchObject({
      d: { kind: 'approved', charged: 'yes', recovered: true },
      guards: { unsettled: true },
      ctx: { outcome: 'approved', recovered: true },
    });
  });

  it('has each message with its size, its time and what its verification said, and the terminal that is used', async () => {
    const { entries } = await lostAnswer();
    const wire = entries.filter((entry) => entry.k === 'wire');
    expect(wire.map(({ dir, cat, ok }) => `${dir} ${cat} ${ok}`)).toEqual([
      'out Payment sealed',
      'in Payment ERR_ANSWER_STATUS',
      'out TransactionStatus sealed',
      'in TransactionStatus verified',
    ]);
    expect(wire[2]?.about).toBe(wire[0]?.sid);
    expect(wire.every(({ bytes = 0 }) => bytes > 5)).toBe(true);
    expect(wire[3]?.ms).toBe(0);
    const terminal = entries.filter((entry) => entry.k === 'step' && entry.m === 'terminal');
    expect(terminal.map((entry) => entry.k === 'step' && `${entry.ev} -> ${entry.to}`)).toEqual([
      'sale.requested -> unknown occupied',
      'link.up -> online occupied',
      'transaction.unknown -> online quarantined',
      'transaction.unknown -> online quarantined',
      'link.up -> online quarantined',
      'transaction.settled -> online idle',
    ]);
  });

  it('has no body, key, card number or receipt in it', async () => {
    const { entries, journal } = await lostAnswer();
    const stored = await readTransaction(journal, parseTransactionId('lost-1'));
    if (stored === undefined) throw new Error('it is stored');
    const everything = JSON.stringify([entries, inspectStored(stored)]);
    expect(JSON.stringify(stored)).toContain('receipt-text');
    for (const secret of [
      PAN,
      SHARED_KEY.passphrase,
      'receipt-text',
      'track2',
      'PaymentRequest',
      'SaleData',
      'CardData',
    ]) {
      expect(everything).not.toContain(secret);
    }
  });

  it('begins with what is open', async () => {
    const { engine } = await createTestEngine(() => new Promise<never>(() => {}));
    engine.pay(order({ id: 'open-1' }));
    await settle();
    const entries: InspectEntry[] = [];
    engine.inspect$.subscribe((entry) => entries.push(entry)).unsubscribe();
    const open = { id: 'open-1', ref: 'ORDER-1001', kind: 'payment', state: 'awaiting', charged: 'unknown' };
    expect(entries).toMatchObject([{ k: 'hello', v: 1, source: 'live', heads: [open] }]);
  });

  it('cannot end a payment when its subscriber throws', async () => {
    const { engine } = await createTestEngine();
    let calls = 0;
    engine.inspect$.subscribe(() => {
      calls += 1;
      throw new Error('a bug of the page');
    });
    const payment = engine.pay(order());
    await expect(payment.settled()).resolves.toMatchObject({ kind: 'approved' });
    await settle();
    expect(calls).toBeGreaterThan(3);
  });

  it('is a stream for XState inspectors: an actor, then events and snapshots', async () => {
    const { entries } = await lostAnswer();
    const adapt = toInspectorEvents();
    const events = entries.flatMap((entry) => adapt(entry)).filter(({ sessionId }) => sessionId === 'lost-1');
    expect(events.filter(({ type }) => type === '@xstate.actor')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      type: '@xstate.snapshot',
      event: { type: 'poi.answered', kind: 'approved' },
      snapshot: { status: 'done', value: 'settled', context: { outcome: 'approved', failure: 'ERR_ANSWER_STATUS' } },
    });
  });
});

describe('an engine whose page is not open', () => {
  it('describes everything but the steps of transactions', async () => {
    const observed = await lostAnswer();
    const others = observed.entries.filter((entry) => entry.k !== 'hello' && stepsOf([entry]).length === 0);
    const { engine, clock } = await createTestEngine(remembersLostAnswers(SECRETS));
    await engine.inspection.overview();
    engine.pay(order({ id: 'lost-1' }));
    await settle();
    await clock.step(1500);
    await settle();
    const described: number[] = [];
    engine.inspect$.subscribe(({ n }) => described.push(n));
    expect(described).toEqual([others.length]);
  });
});

describe('the inspector', () => {
  it('computes nothing while there is no subscriber, and none after the last has left', async () => {
    const inspector = new Inspector(quiet, () => []);
    let computed = 0;
    const emit = () =>
      inspector.emit(() => {
        computed += 1;
        return { k: 'gap', missed: 0 };
      });
    emit();
    expect(computed).toBe(0);
    const seen: number[] = [];
    const subscription = inspector.entries$.subscribe(({ n }) => seen.push(n));
    emit();
    await settle();
    subscription.unsubscribe();
    emit();
    await settle();
    expect({ computed, seen }).toEqual({ computed: 1, seen: [0, 1] });
  });

  it('describes no step of a transaction for who keeps only what no journal has', async () => {
    const inspector = new Inspector(quiet, () => []);
    let described = 0;
    const emit = () => {
      inspector.emitStored(() => {
        described += 1;
        return { k: 'gap', missed: 1 };
      });
      inspector.emit(() => ({ k: 'gap', missed: 2 }));
    };
    const seen: number[] = [];
    inspector.unstored$.subscribe((entry) => entry.k === 'gap' && seen.push(entry.missed));
    emit();
    await settle();
    expect({ described, seen }).toEqual({ described: 0, seen: [2] });
    const subscription = inspector.entries$.subscribe();
    emit();
    subscription.unsubscribe();
    emit();
    await settle();
    expect({ described, seen }).toEqual({ described: 1, seen: [2, 1, 2, 2] });
  });

  it('delivers later than what it reports, a few at a time, and counts what it had to drop', async () => {
    const inspector = new Inspector(quiet, () => []);
    const seen: InspectEntry[] = [];
    inspector.entries$.subscribe((entry) => seen.push(entry));
    for (let count = 0; count < WAITING_MAX + 7; count += 1) {
      inspector.emit(() => ({ k: 'screen', at: 0, id: 'a', event: 'X' }));
    }
    expect(seen).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen.length).toBeLessThan(200);
    for (let turn = 0; turn < WAITING_MAX / 50; turn += 1) await settle();
    expect(seen.at(-1)).toMatchObject({ k: 'gap', missed: 7 });
    expect(seen).toHaveLength(WAITING_MAX + 2);
  });

  it('takes an error in a description as no reason to fail', () => {
    const inspector = new Inspector(quiet, () => []);
    inspector.entries$.subscribe();
    expect(() =>
      inspector.emit(() => {
        throw new Error('a bug in a description');
      }),
    ).not.toThrow();
  });
});
