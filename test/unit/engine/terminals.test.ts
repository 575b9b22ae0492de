import { afterEach, describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { Journal, JournalRecord } from '../../../adapters/ports/journal.port.ts';
import type { TransportResult } from '../../../adapters/ports/transport.port.ts';
import {
  createEngine,
  type Alert,
  type Engine,
  type EngineOptions,
  type Health,
  type PayRequest,
} from '../../../index.ts';
import { settle, steppedClock, type SteppedClock } from '../../support/clock.ts';
import { http, never, sealedTerminal, SHARED_KEY, type Asked } from '../../support/sealed-terminal.ts';

const POIID = 'V400m-324688179';
const OTHER = 'V400m-324688180';
const approve = {
  Response: { Result: 'Success' },
  POIData: { POITransactionID: { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' } },
};
const open: { engine: Engine; clock: SteppedClock }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ engine, clock }) => end(engine, clock)));
});

/** Closing waits on the clock, which stands still. */
async function end(engine: Engine, clock: SteppedClock): Promise<void> {
  const closing = engine.close();
  await settle();
  await clock.step(10_000);
  await closing;
}

type Behaviour = (asked: Asked) => TransportResult | Promise<TransportResult>;

async function setUp(behave: Behaviour, over: Partial<EngineOptions> = {}, clock = steppedClock()) {
  const terminal = await sealedTerminal(behave);
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [
      { poiid: POIID, host: '192.0.2.1' },
      { poiid: OTHER, host: '192.0.2.2' },
    ],
    sharedKeys: [SHARED_KEY],
    ...over,
    parts: { transport: terminal.transport, clock },
  });
  open.push({ engine, clock });
  return { engine, terminal, clock };
}

const order = (over: Partial<PayRequest> = {}): PayRequest => ({
  poiid: POIID,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-1001',
  ...over,
});

/** A terminal that answers when it is told to, one payment after the other. */
function heldTerminal() {
  const held: (() => void)[] = [];
  const behave: Behaviour = (asked) => new Promise((resolve) => held.push(() => resolve(asked.answer(approve))));
  return { behave, answerNext: async () => (held.shift()?.(), await settle()) };
}

/** The answer to each payment is lost, and nothing is known when it is asked. */
const lost: Behaviour = (asked) => (asked.category === 'Payment' ? http(503, '') : never);

describe('one transaction at a time', () => {
  it('refuses a second payment with the one that runs, and sends nothing of it', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await setUp(behave);
    const first = engine.pay(order());
    await settle();
    const second = engine.pay(order({ id: 'second' }));
    expect(await second.settled()).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_TERMINAL_OCCUPIED', message: expect.stringContaining(first.id) as unknown },
    });
    expect(terminal.count('Payment')).toBe(1);
    await answerNext();
    expect(await first.settled()).toMatchObject({ kind: 'approved' });
    // The refused one was never stored: its id is still free.
    const again = engine.pay(order({ id: 'second' }));
    await settle();
    await answerNext();
    expect(await again.settled()).toMatchObject({ kind: 'approved' });
  });

  it('sends who waits in line when the terminal is free, in order', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await setUp(behave);
    const payments = ['a', 'b', 'c'].map((id) => engine.pay(order({ id, queue: true, reference: id })));
    await settle();
    expect(payments.map(({ state }) => state.state)).toEqual(['awaiting', 'queued', 'queued']);
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'occupied', running: 'a', waiting: ['b', 'c'] });
    for (const sent of [1, 2, 3]) {
      expect(terminal.count('Payment')).toBe(sent);
      await answerNext();
    }
    expect(await Promise.all(payments.map((payment) => payment.settled()))).toMatchObject([
      { kind: 'approved' },
      { kind: 'approved' },
      { kind: 'approved' },
    ]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });

  it('forgets who waits and is aborted: nothing of it was sent', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await setUp(behave);
    engine.pay(order());
    await settle();
    const waiting = engine.pay(order({ queue: true }));
    await settle();
    waiting.abort();
    expect(await waiting.settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_WITHDRAWN' },
      abortRequested: true,
    });
    await answerNext();
    expect(terminal.count('Payment')).toBe(1);
  });

  it('lets as many wait as the limit says', async () => {
    const { engine } = await setUp(() => never, { limits: { queueMax: 1 } });
    engine.pay(order());
    engine.pay(order({ queue: true }));
    const third = engine.pay(order({ queue: true }));
    expect(await third.settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUEUE_FULL' } });
  });

  it('is a rule for each terminal by itself', async () => {
    const { engine, terminal } = await setUp(() => never);
    engine.pay(order());
    engine.pay(order({ poiid: OTHER }));
    await settle();
    expect(terminal.count('Payment')).toBe(2);
  });
});

describe('a terminal with an unknown outcome', () => {
  it('takes no new payment, and says which one is unknown', async () => {
    const { engine, terminal, clock } = await setUp(lost);
    const unknown = engine.pay(order());
    await settle();
    await clock.step(100);
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: [unknown.id] });
    expect(engine.unresolved()).toMatchObject([{ id: unknown.id, state: 'timedOut', nextCheckAtMs: 1500 }]);
    expect(await engine.pay(order()).settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_TERMINAL_QUARANTINED', message: expect.stringContaining(unknown.id) as unknown },
    });
    expect(terminal.count('Payment')).toBe(1);
  });

  it('takes payments again after an override, which the journal keeps with name and reason', async () => {
    const journal = memoryJournal();
    const { engine, terminal } = await setUp(lost, { journal });
    const unknown = engine.pay(order());
    await settle();
    const by = 'Ada';
    const reason = 'the terminal shows: approved';
    engine.override({ transaction: unknown.id, by, reason, outcome: 'charged' });
    expect(await unknown.settled()).toMatchObject({ kind: 'overridden', charged: 'yes', by, reason });
    expect(engine.unresolved()).toEqual([]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
    engine.pay(order());
    await settle();
    expect(terminal.count('Payment')).toBe(2);
    const records = await recordsOf(journal);
    expect(records.filter(({ settles }) => settles)).toMatchObject([
      { transaction: unknown.id, event: { type: 'sale.override', by, reason, charged: 'yes' } },
    ]);
  });

  it.each([
    ['of nobody', { by: ' ', reason: 'x', outcome: 'charged' }],
    ['without a reason', { by: 'Ada', reason: '', outcome: 'charged' }],
    ['without an outcome', { by: 'Ada', reason: 'x', outcome: undefined }],
  ])('is not released by an override %s', async (_, request) => {
    const { engine } = await setUp(lost);
    const unknown = engine.pay(order());
    await settle();
    expect(() => engine.override({ transaction: unknown.id, ...request } as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_OVERRIDE' }),
    );
    expect(engine.terminal(POIID).state.work).toBe('quarantined');
  });

  it('has nothing to override while the outcome is not unknown', async () => {
    const { engine } = await setUp(() => never);
    const running = engine.pay(order());
    await settle();
    const override = () => engine.override({ transaction: running.id, by: 'Ada', reason: 'x', outcome: 'unknown' });
    expect(override).toThrow(expect.objectContaining({ code: 'ERR_INPUT_OVERRIDE' }));
  });

  it('that comes back is asked at once', async () => {
    let isThere = false;
    const { engine, terminal, clock } = await setUp((asked) => {
      if (asked.category === 'Payment') return http(503, '');
      if (asked.category === 'Diagnosis') return asked.answer({ Response: { Result: 'Success' } });
      return isThere ? never : { kind: 'failed', failure: { code: 'ERR_LINK_UNREACHABLE', message: '' } };
    });
    engine.pay(order());
    await settle();
    await clock.step(1500);
    expect(engine.terminal(POIID).state.link).toBe('offline');
    const before = terminal.count('TransactionStatus');
    isThere = true;
    await engine.terminal(POIID).diagnose();
    await settle();
    expect(engine.terminal(POIID).state.link).toBe('online');
    expect(terminal.count('TransactionStatus')).toBe(before + 1);
  });
});

describe('after a restart', () => {
  it('an open transaction is asked about and never sent again; its terminal is quarantined meanwhile', async () => {
    const journal = keptJournal();
    const first = await setUp(() => never, { journal });
    const payment = first.engine.pay(order({ id: 'basket-1' }));
    await settle();
    await end(first.engine, first.clock);

    const second = await setUp((asked) => asked.answer(repeated(asked, approve)), { journal }, first.clock);
    expect(second.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    expect(await second.engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
    await settle();
    await second.clock.step(1500);
    const again = second.engine.pay(order({ id: 'basket-1' }));
    expect(again.serviceId).toBe(payment.serviceId);
    expect(await again.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(second.terminal.received.map(({ category }) => category)).toEqual(['TransactionStatus']);
    expect(second.engine.terminal(POIID).state.work).toBe('idle');
  });

  it('a terminal is closed before the restart is stored: a disk that is slow then lets nobody in', async () => {
    const journal = keptJournal();
    const first = await setUp(() => never, { journal });
    first.engine.pay(order({ id: 'basket-1' }));
    await settle();
    await end(first.engine, first.clock);
    const stuck: Journal = { ...journal, append: () => new Promise(() => {}) };
    const second = await setUp(() => never, { journal: stuck }, first.clock);
    expect(second.engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: ['basket-1'] });
    expect(await second.engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
  });

  it('a transaction that was unknown before is listed once, not twice', async () => {
    const journal = keptJournal();
    const first = await setUp(lost, { journal });
    first.engine.pay(order({ id: 'basket-1' }));
    await settle();
    await end(first.engine, first.clock);
    const second = await setUp(() => never, { journal }, first.clock);
    expect(second.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    await settle();
    expect(second.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
  });

  it('a settled transaction is the same by its id, and nothing is sent; another request under it is refused', async () => {
    const journal = keptJournal();
    const first = await setUp((asked) => asked.answer(approve), { journal });
    const payment = first.engine.pay(order({ id: 'basket-1' }));
    await payment.settled();
    await end(first.engine, first.clock);

    const second = await setUp(() => never, { journal }, first.clock);
    expect(second.engine.unresolved()).toEqual([]);
    const same = second.engine.pay(order({ id: 'basket-1' }));
    expect(await same.settled()).toMatchObject({ kind: 'approved', recovered: false });
    expect(same.serviceId).toBe(payment.serviceId);
    const other = second.engine.pay(order({ id: 'basket-2' }));
    expect(other.state.state).not.toBe('settled');
    await end(second.engine, second.clock);

    const third = await setUp(() => never, { journal }, first.clock);
    const reused = third.engine.pay(order({ id: 'basket-1', amount: { currency: 'EUR', value: 1 } }));
    expect(await reused.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ID_REUSED' } });
    expect(third.terminal.count('Payment')).toBe(0);
  });

  it('a transaction of a terminal that is no longer configured is not forgotten', async () => {
    const journal = keptJournal();
    const first = await setUp(() => never, { journal });
    first.engine.pay(order({ poiid: OTHER, id: 'basket-1' }));
    await settle();
    await end(first.engine, first.clock);
    const terminals = [{ poiid: POIID, host: '192.0.2.1' }];
    const second = await setUp(() => never, { journal, terminals }, first.clock);
    await settle();
    await second.clock.step(1500);
    expect(second.engine.unresolved()).toMatchObject([
      { id: 'basket-1', failure: { code: 'ERR_TERMINAL_UNCONFIGURED' } },
    ]);
  });
});

describe('a refund', () => {
  it('names the payment as the terminal gave it, with the currency of a part, and is accepted, not made', async () => {
    const { engine, terminal } = await setUp((asked) => asked.answer(approve), { saleToAcquirerDataEncoding: 'form' });
    const payment = engine.pay(order());
    await payment.settled();
    const part = { currency: 'EUR', value: 400 };
    const refund = engine.refund({ poiid: POIID, transaction: payment.id, amount: part, reference: 'R-1' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', charged: 'no' });
    const [, asked] = terminal.received;
    expect(asked?.message['ReversalRequest']).toMatchObject({
      OriginalPOITransaction: {
        POITransactionID: { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' },
      },
      ReversalReason: 'MerchantCancel',
      ReversedAmount: 4,
      SaleData: { SaleToAcquirerData: expect.stringContaining('currency=EUR') as unknown },
    });
  });

  it('finds its payment in the journal after a restart', async () => {
    const journal = keptJournal();
    const first = await setUp((asked) => asked.answer(approve), { journal });
    await first.engine.pay(order({ id: 'basket-1' })).settled();
    await end(first.engine, first.clock);
    const second = await setUp((asked) => asked.answer(approve), { journal }, first.clock);
    const refund = second.engine.refund({ poiid: POIID, transaction: 'basket-1', reference: 'R-1' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted' });
    expect(second.terminal.count('Reversal')).toBe(1);
  });

  it('of a payment that nobody knows, or that took nothing, is not sent', async () => {
    const POITransactionID = { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };
    const declined = { Response: { Result: 'Failure', ErrorCondition: 'Refusal' }, POIData: { POITransactionID } };
    const { engine, terminal } = await setUp((asked) => asked.answer(declined));
    const payment = engine.pay(order());
    expect(await payment.settled()).toMatchObject({ kind: 'declined', poiTransactionId: POITransactionID });
    for (const transaction of [payment.id, 'never-seen']) {
      const refund = engine.refund({ poiid: POIID, transaction, reference: 'R-1' });
      expect(await refund.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ORIGINAL_UNKNOWN' } });
    }
    expect(terminal.count('Reversal')).toBe(0);
  });

  it('whose answer is lost is asked about as a Reversal', async () => {
    const { engine, terminal, clock } = await setUp((asked) =>
      asked.category === 'Reversal' ? http(503, '') : asked.answer(repeated(asked, approve, 'ReversalResponse')),
    );
    const original = { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };
    const refund = engine.refund({ poiid: POIID, original, reference: 'R-1' });
    await settle();
    await clock.step(1500);
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', recovered: true });
    expect(terminal.received.at(-1)?.message['TransactionStatusRequest']).toMatchObject({
      MessageReference: { MessageCategory: 'Reversal' },
    });
  });

  it.each([
    ['both ways to name the payment', { transaction: 'a', original: { TransactionID: 'a', TimeStamp: 'b' } }],
    ['no payment', {}],
    ['a payment without its moment', { original: { TransactionID: 'a' } }],
    ['an amount of nothing', { transaction: 'a', amount: { currency: 'EUR', value: 0 } }],
    ['an unknown reason', { transaction: 'a', reason: 'Because' }],
  ])('with %s throws at once', async (_, over) => {
    const { engine } = await setUp(() => never);
    expect(() => engine.refund({ poiid: POIID, reference: 'R-1', ...over } as never)).toThrow(/expected/);
  });
});

describe('an unreferenced refund', () => {
  it('is a Payment of type Refund, and its Success is an acceptance that charges nothing', async () => {
    const { engine, terminal } = await setUp((asked) => asked.answer(approve));
    const refund = engine.unreferencedRefund({ poiid: POIID, amount: { currency: 'EUR', value: 500 }, reference: 'R' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', charged: 'no' });
    expect(terminal.received[0]?.message['PaymentRequest']).toMatchObject({ PaymentData: { PaymentType: 'Refund' } });
  });
});

describe('a card acquisition', () => {
  it('goes on with a payment that names it, or is ended', async () => {
    const { engine, terminal } = await setUp((asked) => asked.answer(approve));
    const acquired = await engine.acquireCard({ poiid: POIID, reference: 'A-1' }).settled();
    expect(acquired).toMatchObject({ kind: 'accepted', charged: 'no' });
    const { TransactionID = '', TimeStamp = '' } = acquired.poiTransactionId ?? {};
    await engine.pay(order({ cardAcquisition: { TransactionID, TimeStamp } })).settled();
    expect(terminal.received.at(-1)?.message['PaymentRequest']).toMatchObject({
      PaymentData: { CardAcquisitionReference: { TransactionID: 'Bx4N.QWERTY1234567890' } },
    });
    expect(await engine.terminal(POIID).endCardAcquisition()).toMatchObject({ kind: 'answered', ok: true });
    expect(terminal.received.at(-1)?.message['EnableServiceRequest']).toMatchObject({
      TransactionAction: 'AbortTransaction',
    });
  });
});

describe('a terminal that is busy with another transaction of ours', () => {
  it('leads to that one: the outcome names it, and it is asked about', async () => {
    let first = '';
    const { engine, terminal } = await setUp((asked) => {
      if (asked.category === 'TransactionStatus') return never;
      if (first === '') {
        first = asked.header['ServiceID'] ?? '';
        return http(503, '');
      }
      const AdditionalResponse = `message=in%20progress&serviceId=${first}`;
      return asked.answer({ Response: { Result: 'Failure', ErrorCondition: 'Busy', AdditionalResponse } });
    });
    const lostOne = engine.pay(order());
    await settle();
    engine.override({ transaction: lostOne.id, by: 'Ada', reason: 'nothing on the screen', outcome: 'notCharged' });
    await lostOne.settled();
    const next = engine.pay(order());
    expect(await next.settled()).toMatchObject({
      kind: 'failed',
      errorCondition: 'Busy',
      runningServiceId: first,
      runningTransaction: lostOne.id,
    });
    expect(terminal.count('Payment')).toBe(2);
  });
});

describe('a result that nobody waits for', () => {
  it('that belongs to no transaction is stored, raised, found again after a restart, and gone once it is dismissed', async () => {
    const journal = keptJournal();
    const stray: Behaviour = (asked) =>
      asked.category === 'Payment' ? asked.answer(approve, { header: { ServiceID: 'STRANGER01' } }) : never;
    const { engine, clock } = await setUp(stray, { journal });
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const payment = engine.pay(order());
    await settle();
    expect(payment.state).toMatchObject({ state: 'timedOut', failure: { code: 'ERR_ANSWER_MISMATCH' } });
    expect(alerts).toMatchObject([{ kind: 'orphan', orphan: { detail: { header: { ServiceID: 'STRANGER01' } } } }]);
    await end(engine, clock);

    const second = await setUp(() => never, { journal }, clock);
    const [orphan] = second.engine.orphans();
    expect(orphan).toMatchObject({ detail: { body: { PaymentResponse: approve } } });
    await second.engine.dismissOrphan(orphan?.id ?? '');
    await end(second.engine, second.clock);
    const third = await setUp(() => never, { journal }, clock);
    expect(third.engine.orphans()).toEqual([]);
  });

  it('that comes after an override is stored and raised, and changes nothing', async () => {
    const journal = keptJournal();
    let answer = () => {};
    const { engine, clock } = await setUp(
      (asked) => {
        if (asked.category !== 'Payment') return never;
        return new Promise((resolve) => (answer = () => resolve(asked.answer(approve))));
      },
      { journal, limits: { responseTimeoutMs: 1000 } },
    );
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const payment = engine.pay(order());
    await settle();
    await clock.step(1000);
    engine.override({ transaction: payment.id, by: 'Ada', reason: 'dark screen', outcome: 'notCharged' });
    await settle();
    answer();
    await settle();
    expect(alerts).toMatchObject([{ kind: 'lateAnswer', transaction: payment.id, result: { kind: 'approved' } }]);
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden', charged: 'no' });
    const last = (await recordsOf(journal)).at(-1);
    expect(last).toMatchObject({ type: 'orphan', detail: { transaction: payment.id, result: { kind: 'approved' } } });
    expect(engine.orphans()).toHaveLength(1);
  });
});

describe('what a review once found', () => {
  it('a refused id that is used again stays in memory, however many others are refused meanwhile', async () => {
    const { engine } = await setUp(lost, { limits: { settledKeptMax: 2 } });
    const blocker = engine.pay(order({ id: 'blocker' }));
    await settle();
    await engine.pay(order({ id: 'x' })).settled();
    engine.override({ transaction: blocker.id, by: 'Ada', reason: 'seen', outcome: 'notCharged' });
    await settle();
    engine.pay(order({ id: 'x' }));
    await settle();
    for (let round = 0; round < 5; round += 1) await engine.pay(order({ id: `other-${round}` })).settled();
    expect(engine.transaction('x')?.state.tags).toContain('outcomeUnknown');
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: ['x'] });
  });

  it('an abort while the id is looked up says nothing of a payment that was made long ago', async () => {
    const journal = keptJournal();
    const first = await setUp((asked) => asked.answer(approve), { journal });
    await first.engine.pay(order({ id: 'basket-1' })).settled();
    await end(first.engine, first.clock);
    const second = await setUp(() => never, { journal }, first.clock);
    const same = second.engine.pay(order({ id: 'basket-1' }));
    same.abort();
    expect(await same.settled()).toMatchObject({ kind: 'approved', charged: 'yes' });
  });

  it('an abort while a new id is looked up withdraws it: nothing is sent', async () => {
    const { engine, terminal } = await setUp(() => never);
    const payment = engine.pay(order({ id: 'basket-1' }));
    payment.abort();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.received).toEqual([]);
  });

  it('a journal that cannot be read yet decides nothing: the look-up is tried again', async () => {
    const memory = memoryJournal();
    let broken = true;
    const journal: Journal = {
      ...memory,
      read: (id) => {
        if (broken) throw Object.assign(new Error(), { code: 'ERR_JOURNAL_IO' });
        return memory.read(id);
      },
    };
    const { engine, clock } = await setUp((asked) => asked.answer(approve), { journal });
    const payment = engine.pay(order({ id: 'basket-1' }));
    await settle();
    expect(payment.state.state).toBe('queued');
    broken = false;
    await clock.step(1000);
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
  });

  it('a subscriber of the terminal that aborts who is next sends nothing of it', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await setUp(behave);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => engine.pay(order({ id, queue: true })));
    await settle();
    engine.terminal(POIID).state$.subscribe(({ waiting }) => {
      if (waiting[0] === 'b') engine.abort('b');
    });
    await answerNext();
    expect(await a?.settled()).toMatchObject({ kind: 'approved' });
    expect(await b?.settled()).toMatchObject({ kind: 'notProcessed' });
    await answerNext();
    expect(await c?.settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(2);
  });

  it('closing sends nothing of what waits in line', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal, clock } = await setUp(behave);
    engine.pay(order({ id: 'a' }));
    const waiting = engine.pay(order({ id: 'b', queue: true }));
    await settle();
    const closing = engine.close();
    await settle();
    await answerNext();
    await clock.step(10_000);
    await closing;
    expect(await waiting.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.count('Payment')).toBe(1);
  });

  it.each([
    ['after an abort', (payment: { abort(): void }) => payment.abort(), 0, 'ERR_WITHDRAWN'],
    ['after a quarter of a minute', () => {}, 15_001, 'ERR_SEND_TOO_LATE'],
  ])('a slow disk does not send a payment %s', async (_, happen, afterMs, code) => {
    const memory = memoryJournal();
    let release = () => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    const journal: Journal = { ...memory, append: (records) => slow.then(() => memory.append(records)) };
    const { engine, terminal, clock } = await setUp(() => never, { journal });
    const payment = engine.pay(order());
    await settle();
    happen(payment);
    if (afterMs > 0) await clock.step(afterMs);
    release();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', charged: 'no', failure: { code } });
    expect(terminal.received).toEqual([]);
  });

  it('nobody waits in line for ever', async () => {
    const { engine, clock } = await setUp(lost);
    engine.pay(order());
    await settle();
    const waiting = engine.pay(order({ queue: true }));
    await settle();
    await clock.step(300_000, 50_000);
    expect(await waiting.settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUEUE_TIMEOUT' } });
  });

  it('what is asked of a settled transaction leaves no trace in the journal', async () => {
    const journal = memoryJournal();
    const { engine } = await setUp((asked) => asked.answer(approve), { journal });
    const payment = engine.pay(order());
    await payment.settled();
    const before = (await recordsOf(journal)).length;
    payment.abort();
    payment.checkStatus();
    await settle();
    expect(await recordsOf(journal)).toHaveLength(before);
  });

  it('a result that cannot be stored yet is told when it is', async () => {
    const memory = memoryJournal();
    let fails = false;
    const journal: Journal = {
      ...memory,
      append: (records) =>
        fails && records[0]?.type === 'orphan' ? Promise.reject(new Error()) : memory.append(records),
    };
    const stray: Behaviour = (asked) =>
      asked.category === 'Payment' ? asked.answer(approve, { header: { ServiceID: 'STRANGER01' } }) : never;
    const { engine, clock } = await setUp(stray, { journal });
    const alerts: Alert[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    fails = true;
    engine.pay(order());
    await settle();
    expect(alerts).toEqual([]);
    fails = false;
    await clock.step(1000);
    expect(alerts).toHaveLength(1);
  });

  it('an id that is settled long ago is found without sending anything', async () => {
    const { engine, terminal } = await setUp((asked) => asked.answer(approve), { limits: { settledKeptMax: 1 } });
    for (const id of ['a', 'b']) await engine.pay(order({ id })).settled();
    expect((await engine.find('a'))?.state).toMatchObject({ state: 'settled', outcome: { kind: 'approved' } });
    expect(await engine.find('never-seen')).toBeUndefined();
    expect(terminal.count('Payment')).toBe(2);
  });
});

describe('a journal that fails', () => {
  it('is seen in health$, and refuses new transactions until it works again', async () => {
    const memory = memoryJournal();
    let fails = false;
    const journal: Journal = {
      ...memory,
      append: (records) =>
        fails ? Promise.reject(Object.assign(new Error(), { code: 'ERR_JOURNAL_FULL' })) : memory.append(records),
    };
    const { engine, terminal } = await setUp((asked) => asked.answer(approve), { journal });
    const health: Health[] = [];
    engine.health$.subscribe((value) => health.push(value));
    fails = true;
    expect(await engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_JOURNAL' } });
    expect(terminal.received).toEqual([]);
    fails = false;
    expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
    expect(health).toEqual([{ journal: 'ok' }, { journal: 'failing', code: 'ERR_JOURNAL_FULL' }, { journal: 'ok' }]);
  });
});

describe('memory', () => {
  it('keeps the open transactions and the last settled ones; the journal has them all', async () => {
    const { engine, terminal } = await setUp((asked) => asked.answer(approve), { limits: { settledKeptMax: 2 } });
    for (const id of ['a', 'b', 'c']) await engine.pay(order({ id })).settled();
    expect(['a', 'b', 'c'].map((id) => engine.transaction(id)?.state.state)).toEqual([undefined, 'settled', 'settled']);
    expect(await engine.pay(order({ id: 'a' })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(3);
  });
});

async function recordsOf(journal: Journal): Promise<JournalRecord[]> {
  const records = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

/** A memory journal that survives its engine, as a file does. */
function keptJournal(): Journal {
  return { ...memoryJournal(), close: () => Promise.resolve() };
}

function repeated(asked: Asked, body: object, name = 'PaymentResponse') {
  const { MessageReference } = asked.message['TransactionStatusRequest'] as { MessageReference: object };
  return {
    Response: { Result: 'Success' },
    MessageReference,
    RepeatedMessageResponse: {
      MessageHeader: { ...asked.header, ...MessageReference, MessageType: 'Response' },
      RepeatedResponseMessageBody: { [name]: body },
    },
  };
}
