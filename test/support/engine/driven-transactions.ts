import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { expect } from 'vitest';
import { DEFAULT_LIMITS } from '../../../engine/options/engine-options.ts';
import { transactionMachine, type TransactionEventPayload, type TransactionInput } from '../../../machines/index.ts';
import { dueCheck, lost, unanswered, undecided } from './transaction-events.ts';
import { BORN_AT_MS, paymentInput, placeOf } from '../transactions.ts';

/** A transaction machine whose intent is stored, driven by hand: what it wants done is kept as data. */
export function drive(input: TransactionInput = paymentInput()) {
  return driveUnstored(input).at(0, { type: 'intent.stored' }, input.createdUpMs);
}

/** The same from the very beginning. */
export function driveUnstored(input: TransactionInput = paymentInput()) {
  let [snapshot, actions]: [SnapshotFrom<typeof transactionMachine>, readonly { type: string; params: unknown }[]] =
    initialTransition(transactionMachine, input);
  const wanted = [...actions];
  return {
    /** Lets something happen, that many milliseconds after birth. */
    at(afterBirthMs: number, happening: TransactionEventPayload, upMs?: number) {
      const moment = { atMs: BORN_AT_MS + afterBirthMs, ...(upMs !== undefined && { upMs }) };
      [snapshot, actions] = transition(transactionMachine, snapshot, { ...happening, ...moment });
      wanted.push(...actions);
      return this;
    },
    /** `sending.transmitting`, `timedOut.retrying`, ... */
    get state(): string {
      return placeOf(snapshot);
    },
    get snapshot() {
      return snapshot;
    },
    get context() {
      return snapshot.context;
    },
    get outcome() {
      return snapshot.output;
    },
    /** The names of all commands so far, without timers. */
    get commands(): string[] {
      return wanted.map(({ type }) => type).filter((type) => type !== 'armTimer');
    },
    /** When a timer is due, in milliseconds after birth; the last one armed counts. */
    dueAfterMs(name: string): number | undefined {
      const armed = wanted.filter(
        ({ type, params }) => type === 'armTimer' && (params as { timer: string }).timer === name,
      );
      const last = armed.at(-1)?.params as { dueAtMs: number } | undefined;
      return last && last.dueAtMs - BORN_AT_MS;
    },
  };
}

export const written = () => drive().at(10, { type: 'link.written' });
export const timedOut = () => written().at(1000, lost);
export const checking = () => timedOut().at(2500, dueCheck);

/** Twelve checks in a row were not answered. */
export function stalled() {
  const machine = timedOut();
  for (let round = 1; round <= 12; round += 1) machine.at(5000 * round, dueCheck).at(5000 * round + 10, unanswered);
  expect(machine.state).toBe('timedOut.stalled');
  return machine;
}

/** A payment that waits long, and whose terminal says something then that decides nothing: no silence hides another rule. */
export const heardAt = (afterBirthMs: number) =>
  drive(paymentInput({ limits: { ...DEFAULT_LIMITS, responseTimeoutMs: 900_000 } }))
    .at(10, { type: 'link.written' })
    .at(afterBirthMs, undecided);
