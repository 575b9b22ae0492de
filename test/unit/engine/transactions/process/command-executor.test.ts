import { describe, expect, it } from 'vitest';
import type { Transport } from '../../../../../adapters/ports/transport.port.ts';
import { failure } from '../../../../../protocol/faults.ts';
import { settle, steppedClock } from '../../../../support/clock.ts';
import { connectingTransport } from '../../../../support/wire/connecting-transport.ts';
import { never, sealedTerminal } from '../../../../support/terminal/sealed-terminal.ts';
import { approves } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../../../support/test-engine.ts';
import { heldJournal, keptJournal, readAll } from '../../../../support/test-journals.ts';
import { startProcess } from '../../../../support/engine/transaction-process.ts';

/** An engine whose connections are made when the test says so, and a payment that waits for its connection. */
async function connectingPayment(options: Parameters<typeof createTestEngine>[1] = {}) {
  const terminal = await sealedTerminal(approves);
  const link = connectingTransport(terminal.transport());
  const { engine, clock, end } = await createTestEngine(approves, { ...options, parts: { transport: link.factory } });
  const payment = engine.pay(order({ id: 'payment-1' }));
  await settle();
  expect(link.begun()).toBe(1);
  return { engine, clock, end, payment, terminal, connect: async () => (link.connect(), await settle()) };
}

const notProcessed = (code: string) => ({ kind: 'notProcessed', charged: 'no', failure: { code } });

describe('a payment whose connection is still being made', () => {
  it('is withdrawn by an abort: nothing of it is sent, no abort either, and it is told at once', async () => {
    const { engine, payment, terminal, connect } = await connectingPayment();
    engine.abort('payment-1');
    await settle();
    expect(payment.state.outcome).toMatchObject({ ...notProcessed('ERR_WITHDRAWN'), abortRequested: true });
    await connect();
    expect(terminal.received).toEqual([]);
  });

  it('is not sent when its abort is on the way to the disk', async () => {
    const { journal, release, hold } = heldJournal({ held: false });
    const { engine, payment, terminal, connect } = await connectingPayment({ journal });
    hold();
    engine.abort('payment-1');
    await connect();
    expect(terminal.received).toEqual([]);
    await release();
    expect(payment.state.outcome).toMatchObject(notProcessed('ERR_WITHDRAWN'));
    expect(terminal.received).toEqual([]);
  });

  it('is not sent when it is too late by then: the shopper has gone, or the process was asleep', async () => {
    const { clock, payment, terminal, connect } = await connectingPayment();
    await clock.step(15_001);
    await connect();
    expect(payment.state.outcome).toMatchObject(notProcessed('ERR_SEND_TOO_LATE'));
    expect(terminal.received).toEqual([]);
  });

  it('is sent up to the last moment', async () => {
    const { clock, payment, terminal, connect } = await connectingPayment();
    await clock.step(15_000);
    await connect();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is withdrawn when the engine closes: the next start knows that nothing left', async () => {
    const journal = keptJournal();
    const { end, payment, terminal, connect } = await connectingPayment({ journal });
    await end();
    await connect();
    expect(payment.state.outcome).toMatchObject(notProcessed('ERR_WITHDRAWN'));
    expect(terminal.received).toEqual([]);
    const { engine: next } = await createTestEngine(approves, { journal });
    expect(next.unresolved()).toEqual([]);
    expect((await readAll(journal)).at(-1)).toMatchObject({ settles: true, event: { type: 'link.notSent' } });
  });
});

describe('a payment whose intent is being stored', () => {
  it('is not sent any more when the engine closes meanwhile', async () => {
    const { journal, release } = heldJournal();
    const { terminal, engine, end } = await createTestEngine(approves, { journal });
    const payment = engine.pay(order());
    await settle();
    const ended = end();
    await release();
    await ended;
    expect(terminal.received).toEqual([]);
    expect(payment.state.outcome).toMatchObject(notProcessed('ERR_WITHDRAWN'));
  });
});

describe('a payment whose first byte may have left', () => {
  it('is not given up by an abort: the terminal is asked to stop, and its answer counts', async () => {
    let answer = () => {};
    const { engine, terminal } = await createTestEngine((asked) =>
      asked.category === 'Payment'
        ? new Promise((resolve) => (answer = () => resolve(approves(asked))))
        : approves(asked),
    );
    const payment = engine.pay(order({ id: 'payment-1' }));
    await settle();
    engine.abort('payment-1');
    await settle();
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment', 'Abort']);
    answer();
    await settle();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', abortRequested: true });
  });

  it('is not given up by an abort either when the question was asked and nothing is reported as written yet', async () => {
    const asked: unknown[] = [];
    const { entry } = startProcess(undefined, {
      exchanges: {
        transmit: (_, { whyNotSend, signal }) => {
          asked.push(whyNotSend());
          signal.addEventListener('abort', () => asked.push('given up'));
          return never;
        },
      },
    });
    await settle();
    entry.send({ type: 'sale.abort' });
    await settle();
    expect(asked).toEqual([undefined]);
    expect(entry.state).toMatchObject({ state: 'sending', abortRequested: true });
  });

  it('stays unknown when a transport that never asks is given up and cannot say that nothing left', async () => {
    const transport: Transport = {
      post: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ kind: 'failed', failure: failure('ERR_LINK_ABANDONED') }));
        }),
      close: () => Promise.resolve(),
    };
    const { engine } = await createTestEngine(approves, { parts: { transport: () => transport } });
    const payment = engine.pay(order({ id: 'payment-1' }));
    await settle();
    engine.abort('payment-1');
    await settle();
    expect(payment.state.state).toBe('timedOut');
  });
});

describe('the question right before the first byte', () => {
  it('keeps the request back when it cannot be decided, and the failure is logged', async () => {
    const clock = steppedClock();
    let asked: unknown;
    const { entry } = startProcess(undefined, {
      clock,
      exchanges: {
        transmit: async (_, { whyNotSend }) => {
          clock.upMs = () => {
            throw new Error('no clock');
          };
          asked = whyNotSend();
          clock.upMs = () => 0;
          return { type: 'link.notSent', failure: failure('ERR_INTERNAL_UNSENT') };
        },
      },
    });
    await settle();
    expect(asked).toMatchObject({ code: 'ERR_INTERNAL_UNSENT' });
    expect(entry.state.outcome).toMatchObject(notProcessed('ERR_INTERNAL_UNSENT'));
  });
});
