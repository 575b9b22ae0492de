import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../../engine/runtime/logging.ts';
import { systemRandom } from '../../../../../adapters/system-random.ts';
import { Attempts } from '../../../../../engine/sending/attempts.ts';
import { CommandExecutor } from '../../../../../engine/transactions/command-executor.ts';
import type { TransactionEventPayload } from '../../../../../machines/index.ts';
import type { TransactionExchanges } from '../../../../../engine/transactions/transaction-exchanges.ts';
import { steppedClock } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { paymentInput } from '../../../../support/transactions.ts';

const since = { atMs: 0, upMs: 0 };

/** A request, as another attempt each time. */
function another(attempts: Attempts<TransactionEventPayload>) {
  return { input: paymentInput(), attempt: attempts.begin() };
}

/** An executor over these exchanges, for a transaction that hears nothing. */
function executorOver(exchanges: TransactionExchanges) {
  const receiver = {
    send: () => {},
    whyNotSend: () => undefined,
    withdraw: () => {},
    letGo: () => Promise.resolve(),
    stop: () => {},
  };
  const attempts = new Attempts<TransactionEventPayload>(systemRandom);
  const subject = new CommandExecutor({ clock: steppedClock(), exchanges, attempts, log: silentLogger }, receiver);
  return { subject, attempts };
}

/** An executor whose exchanges never come back, with the signals that they were given. */
function executor() {
  const signals: Partial<Record<keyof TransactionExchanges, AbortSignal>> = {};
  const exchanges = {
    transmit: (_: unknown, { signal }: { signal: AbortSignal }) => ((signals.transmit = signal), never),
    askStatus: (_: unknown, signal: AbortSignal) => ((signals.askStatus = signal), never),
    transmitAbort: (_: unknown, signal: AbortSignal) => ((signals.transmitAbort = signal), never),
  } as unknown as TransactionExchanges;
  const { subject, attempts } = executorOver(exchanges);
  const sending = another(attempts);
  subject.execute({ type: 'transmit' }, sending, since);
  subject.execute({ type: 'askStatus' }, sending, since);
  subject.execute({ type: 'transmitAbort' }, sending, since);
  const ended = () => Object.entries(signals).flatMap(([name, signal]) => (signal.aborted ? [name] : []));
  return { subject, sending, ended };
}

describe('of what is under way for a transaction', () => {
  it('the transmission alone ends when it is abandoned: its request must not arrive later', () => {
    const { subject, sending, ended } = executor();
    expect(ended()).toEqual([]);
    subject.execute({ type: 'abandonTransmission' }, sending, since);
    expect(ended()).toEqual(['transmit']);
  });

  it('everything ends with the settlement', () => {
    const { subject, ended } = executor();
    subject.settle({ awaitAnswer: false });
    expect(ended()).toEqual(['transmit', 'askStatus', 'transmitAbort']);
  });

  it('everything goes on when the answer of the request is still needed', () => {
    const { subject, ended } = executor();
    subject.settle({ awaitAnswer: true });
    expect(ended()).toEqual([]);
  });

  it('another attempt can be withdrawn until its first byte, as the first one could', () => {
    const transmissions: { signal: AbortSignal; onWritten: () => void }[] = [];
    const exchanges = {
      transmit: (_: unknown, options: (typeof transmissions)[0]) => (transmissions.push(options), never),
    } as unknown as TransactionExchanges;
    const { subject, attempts } = executorOver(exchanges);
    subject.execute({ type: 'transmit' }, another(attempts), since);
    transmissions[0]?.onWritten();
    subject.withdraw();
    expect(transmissions[0]?.signal.aborted).toBe(false);
    subject.execute({ type: 'transmit' }, another(attempts), since);
    subject.withdraw();
    expect(transmissions.map(({ signal }) => signal.aborted)).toEqual([false, true]);
  });

  it('the connection that was begun ahead is for the first attempt alone', () => {
    const connection = { close: () => {} };
    const given: unknown[] = [];
    const exchanges = {
      preconnect: () => connection,
      transmit: (_: unknown, options: { connection?: unknown }) => (given.push(options.connection), never),
    } as unknown as TransactionExchanges;
    const { subject, attempts } = executorOver(exchanges);
    subject.preconnect(paymentInput());
    subject.execute({ type: 'transmit' }, another(attempts), since);
    subject.execute({ type: 'transmit' }, another(attempts), since);
    expect(given).toEqual([connection, undefined]);
  });
});
