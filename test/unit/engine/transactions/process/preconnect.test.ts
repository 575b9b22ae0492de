import { describe, expect, it } from 'vitest';
import type { Preconnection, Transport } from '../../../../../adapters/ports/transport.port.ts';
import { settle } from '../../../../support/clock.ts';
import { sealedTerminal } from '../../../../support/terminal/sealed-terminal.ts';
import { approves } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID, TEST_OPTIONS } from '../../../../support/test-engine.ts';
import { heldJournal, keptJournal } from '../../../../support/test-journals.ts';

const bug = (): never => {
  throw new Error('no');
};

/** An engine whose transport can connect ahead: it has what was begun and what was posted. */
async function connectingEngine(
  options: Parameters<typeof createTestEngine>[1] = {},
  preconnect?: (connection: Preconnection) => unknown,
) {
  const terminal = await sealedTerminal(approves);
  const begun: (Preconnection & { isClosed: boolean })[] = [];
  const posted: Parameters<Transport['post']>[0][] = [];
  const transport = (): Transport => {
    const inner = terminal.transport();
    return {
      preconnect() {
        const connection = { isClosed: false, close: () => void (connection.isClosed = true) };
        begun.push(connection);
        return (preconnect?.(connection) ?? connection) as Preconnection;
      },
      post(request) {
        posted.push(request);
        return inner.post(request);
      },
      close: () => inner.close(),
    };
  };
  const made = await createTestEngine(approves, { ...options, parts: { transport } });
  return { ...made, terminal, begun, posted };
}

describe('the connection of a payment', () => {
  it('is begun while its intent is being stored, and carries nothing before that is on disk', async () => {
    const { journal, release, releaseOnce } = heldJournal();
    const { engine, begun, posted, terminal } = await connectingEngine({ journal });
    const payment = engine.pay(order());
    await settle();
    expect(begun).toHaveLength(1);
    await releaseOnce(); // opened
    expect(posted).toEqual([]);
    expect(terminal.received).toEqual([]);
    await release(); // the intent
    expect(posted.map(({ connection }) => connection)).toEqual(begun);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('is closed when the intent cannot be stored', async () => {
    const { journal } = heldJournal({ held: false, failures: 1 });
    const { engine, begun, posted } = await connectingEngine({ journal });
    const payment = engine.pay(order());
    await settle();
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
    expect(begun.map(({ isClosed }) => isClosed)).toEqual([true]);
    expect(posted).toEqual([]);
  });

  it.each(['the till withdraws', 'the engine closes'])('is closed at once when %s meanwhile', async (what) => {
    const { journal, release } = heldJournal();
    const { engine, begun, posted, end } = await connectingEngine({ journal });
    engine.pay(order({ id: 'payment-1' }));
    await settle();
    const ended = what === 'the engine closes' ? end() : engine.abort('payment-1');
    expect(begun.map(({ isClosed }) => isClosed)).toEqual([true]);
    await release();
    await ended;
    expect(posted).toEqual([]);
  });

  it('is closed when the intent is stored too late', async () => {
    const { journal, release } = heldJournal();
    const { engine, begun, posted, clock } = await connectingEngine({ journal });
    const payment = engine.pay(order());
    await settle();
    await clock.step(15_001);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_SEND_TOO_LATE' } });
    expect(begun.map(({ isClosed }) => isClosed)).toEqual([true]);
    await release();
    expect(posted).toEqual([]);
  });

  it('is not begun when the till withdraws as it is told of the payment', async () => {
    const { engine, begun } = await connectingEngine();
    engine.transactions$.subscribe(({ id, state }) => {
      if (state === 'sending') engine.abort(id);
    });
    const payment = engine.pay(order());
    await settle();
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    expect(begun).toEqual([]);
  });

  it('is begun for one that the terminal admits, and for none that waits or is resumed', async () => {
    const { journal, release } = heldJournal();
    const { engine, begun } = await connectingEngine({ journal });
    for (const reference of ['A', 'B']) engine.pay(order({ reference, queue: true }));
    await settle();
    expect(begun).toHaveLength(1);
    await release();

    const kept = keptJournal();
    const before = await connectingEngine({ journal: kept });
    before.engine.pay(order());
    await settle();
    await before.end();
    expect((await connectingEngine({ journal: kept })).begun).toEqual([]);
  });

  it('is made after the intent in a burst: the processor is what a burst waits for', async () => {
    const terminals = Array.from({ length: 40 }, (_, index) => ({
      poiid: `V400m-${324_688_200 + index}`,
      host: '192.0.2.1',
    }));
    const { engine, begun, posted } = await connectingEngine({ ...TEST_OPTIONS, terminals });
    const payments = terminals.map(({ poiid }) => engine.pay(order({ poiid })));
    await Promise.all(payments.map((payment) => payment.settled()));
    expect(posted).toHaveLength(40);
    expect(begun).toEqual([]);
  });
});

it.each([
  ['throws', () => bug()],
  ['gives a promise that fails', () => Promise.reject(new Error('no'))],
  ['gives something else', () => 'connected'],
])('a transport whose `preconnect` %s is as one without it', async (_how, preconnect) => {
  const { engine, posted } = await connectingEngine({}, preconnect);
  expect((await engine.pay(order()).settled()).kind).toBe('approved');
  expect(posted.map(({ connection }) => connection)).toEqual([undefined]);
});

describe('a connection that cannot be closed', () => {
  it.each([
    ['throws', bug],
    ['gives a promise that fails', () => Promise.reject(new Error('no'))],
  ])('because that %s keeps no outcome from the till, and no abort', async (_how, close) => {
    const { journal, release } = heldJournal();
    const { engine } = await connectingEngine({ journal }, () => ({ close }));
    const [paid, aborted] = [engine.pay(order()), engine.pay(order({ id: 'aborted', poiid: OTHER_POIID }))];
    await settle();
    engine.abort('aborted');
    await release();
    expect(paid.state.outcome).toMatchObject({ kind: 'approved' });
    expect(aborted.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
  });
});

describe('a connection that is begun where a terminal was', () => {
  it('is closed, and not given to the transport of where it is now', async () => {
    const { journal, release } = heldJournal();
    const { engine, begun, posted } = await connectingEngine({ journal });
    const payment = engine.pay(order());
    await settle();
    engine.terminals.readdress(POIID, { host: '192.0.2.7' });
    await release();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    expect(posted.map(({ connection }) => connection)).toEqual([undefined]);
    expect(begun.map(({ isClosed }) => isClosed)).toEqual([true]);
  });
});
