import { describe, expect, it } from 'vitest';
import { mayStillSend, type TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { driveUnstored } from '../../support/engine/driven-transactions.ts';
import { dueCheck, lost, notFound } from '../../support/engine/transaction-events.ts';
import { BORN_AT_MS, paymentInput } from '../../support/transactions.ts';

const notSent = (attempt?: string) => ({
  type: 'link.notSent' as const,
  failure: failure('ERR_LINK_CANCELLED'),
  ...(attempt !== undefined && { attempt }),
});
const claimed = (attempt: string) => ({ type: 'attempt.claimed' as const, attempt });
const open = () => driveUnstored().at(0, { type: 'intent.stored' });
const held = () => driveUnstored().at(0, { type: 'intent.stored', attempt: 'a' });

describe('the claim of a request', () => {
  it('is that of the attempt which the stored intent names, and of no other', () => {
    expect(held().at(1, claimed('b')).context.claim).toBe('a');
  });

  it('is that of the first attempt that is stored, when the intent names none', () => {
    expect(open().at(1, claimed('b')).at(2, claimed('c')).context.claim).toBe('b');
  });

  it('is not granted before the intent is stored, nor once the request is asked about', () => {
    expect(driveUnstored().at(0, claimed('a')).context.claim).toBeUndefined();
    expect(open().at(1, lost).at(2, claimed('a')).context.claim).toBeUndefined();
  });

  it('decides who may send, until the time is over, it is withdrawn or it is settled', () => {
    const at = (ms: number) => ({ atMs: BORN_AT_MS + ms, upMs: BORN_AT_MS + ms });
    expect(mayStillSend(held().context, 'a', at(15_000))).toBe(true);
    expect(mayStillSend(held().context, 'a', at(15_001))).toBe(false);
    expect(mayStillSend(held().context, 'b', at(0))).toBe(false);
    expect(mayStillSend(open().context, 'a', at(0))).toBe(false);
    expect(mayStillSend(held().at(1, { type: 'sale.abort' }).context, 'a', at(1))).toBe(false);
    expect(mayStillSend(held().at(1, notSent('a')).context, 'a', at(1))).toBe(false);
  });

  it('decides who may say that nothing was sent', () => {
    expect(held().at(1, notSent('a')).state).toBe('settled');
    expect(held().at(1, notSent('b')).state).toBe('sending.transmitting');
    expect(held().at(1, notSent()).state).toBe('sending.transmitting');
    expect(open().at(1, notSent('a')).state).toBe('sending.transmitting');
    expect(open().at(1, notSent()).state).toBe('settled');
    expect(driveUnstored().at(1, notSent('a')).state).toBe('settled');
  });

  it('decides whose word counts that it is written; of another it may have left all the same', () => {
    expect(held().at(5, { type: 'link.written', attempt: 'a' }).state).toBe('awaiting.waiting');
    const machine = held().at(5, { type: 'link.written', attempt: 'b' });
    expect(machine.state).toBe('sending.transmitting');
    expect(machine.context.latestSendAt?.atMs).toBe(BORN_AT_MS + 5);
    expect(machine.context.lastContactAt).toBeUndefined();
  });
});

describe('across the clocks of two machines', () => {
  const input = paymentInput({ createdUpMs: 0, limits: { ...paymentInput().limits, lingerMaxMs: 1 } });
  /** Another machine, started a day before, its wall clock that far ahead. */
  const taken = (aheadMs: number, mayWake?: true) => {
    const machine = driveUnstored(input).at(0, { type: 'intent.stored', attempt: 'a' }, 0);
    const on = (ms: number, payload: TransactionEventPayload) => {
      const event = { ...payload, clock: 'boot-2' };
      return machine.at(ms + aheadMs, event, 86_400_000 + ms);
    };
    on(1000, { type: 'host.restarted', rebooted: false, ...(mayWake && { mayWake }) });
    const ask = (ms: number) => (on(ms, dueCheck), on(ms + 10, notFound), machine);
    return { machine, ask };
  };

  it('NotFound proves by the walls and their margin, and nothing is concluded from the time since a start', () => {
    const { machine, ask } = taken(0);
    ask(3000);
    ask(9000);
    expect(machine.outcome).toBeUndefined();
    expect(ask(20_000).outcome?.kind).toBe('notProcessed');
  });

  it('NotFound waits for a process that may wake until it may not send any more', () => {
    const limits = { ...input.limits, notFoundAgeMinMs: 1, notFoundGapMs: 1 };
    const both = [undefined, true] as const;
    const outcomes = both.map((mayWake) => {
      const machine = driveUnstored(paymentInput({ createdUpMs: 0, limits })).at(0, { type: 'intent.stored' }, 0);
      machine.at(100, { type: 'host.restarted', rebooted: false, ...(mayWake && { mayWake }) }, 100);
      machine.at(1000, dueCheck, 1000).at(1010, notFound, 1010);
      return machine.at(15_000, dueCheck, 15_000).at(15_000, notFound, 15_000).outcome?.kind;
    });
    expect(outcomes).toEqual(['notProcessed', undefined]);
  });

  it('NotFound proves nothing when the walls contradict their margin', () => {
    const { machine, ask } = taken(-60_000);
    for (const ms of [3000, 20_000, 40_000, 100_000]) ask(ms);
    expect(machine.outcome).toBeUndefined();
  });

  it('the time to send ends earlier by the margin', () => {
    const context = driveUnstored(input).at(0, { type: 'intent.stored', attempt: 'a' }, 0).context;
    const at = (ms: number) => ({ atMs: BORN_AT_MS + ms, upMs: 1, clock: 'boot-2' });
    expect([10_000, 10_001, -5_000, -5_001].map((ms) => mayStillSend(context, 'a', at(ms)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
