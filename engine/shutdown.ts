import { filter, firstValueFrom } from 'rxjs';
import { logEvent } from '../adapters/logging/log-event.ts';
import type { Clock } from '../adapters/ports/clock.port.ts';
import { describeError } from './runtime/containment.ts';
import type { Logger } from './runtime/logging.ts';
import type { TransactionEntry } from './transactions/transaction-entry.ts';
import type { TransactionStore } from './transactions/transaction-store.ts';

/** Something that ends with the engine. */
export interface Closable {
  readonly name: string;
  close(): void | Promise<void>;
}

export interface ShutdownDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: TransactionStore;
  /** How long what is in flight may take, in milliseconds. */
  readonly closeTimeoutMs: number;
  /** Accepts no new transactions, and withdraws those that are not stored. */
  readonly admission: { close(): void };
  /** Closed one after the other, in this order, when what is in flight has ended or its time is up. */
  readonly parts: readonly Closable[];
}

/** What part of the time is for what is in flight: the rest is for the parts that end with the engine. */
const IN_FLIGHT_SHARE = 0.8;

/**
 * Ends an engine within `closeTimeoutMs`, whatever its parts do: withdraws what has not left, waits for what is in flight, then closes
 * everything in order. A part that fails to close is logged, and does not keep the others from closing; the first such failure is thrown
 * at the end. One that does not end in time is logged and left alone.
 */
export async function shutDown({ clock, log, store, closeTimeoutMs, admission, parts }: ShutdownDependencies) {
  const timers: unknown[] = [];
  const after = (ms: number) =>
    new Promise<'overdue'>((resolve) => {
      timers.push(clock.setTimeout(() => resolve('overdue'), ms));
    });
  const [inFlightTimeUp, timeUp] = [after(closeTimeoutMs * IN_FLIGHT_SHARE), after(closeTimeoutMs)];
  admission.close();
  // Nothing but a person ends a damaged one.
  const started = store.all().filter(({ isStarted, state }) => isStarted && state.state !== 'damaged');
  // What leaves after the close would start a payment whose outcome no caller receives.
  for (const entry of started) entry.withdraw();
  await Promise.race([Promise.all(started.map(settled)), inFlightTimeUp]);
  const left = started.filter(({ state }) => state.state !== 'settled').map(({ id }) => id);
  if (left.length > 0) logEvent(log, 'engine.closedUnsettled', { transactions: left });
  const failures: unknown[] = [];
  const open = new Set<string>();
  const close = async (part: Closable) => {
    open.add(part.name);
    try {
      await part.close();
    } catch (error) {
      failures.push(error);
      logEvent(log, 'engine.partNotClosed', { part: part.name, error: describeError(error) });
    }
    open.delete(part.name);
  };
  for (const part of parts) await Promise.race([close(part), timeUp]);
  for (const timer of timers) clock.clearTimeout(timer);
  if (open.size > 0) logEvent(log, 'engine.partsOverdue', { parts: [...open] });
  if (failures.length > 0) throw failures[0];
}

async function settled(entry: TransactionEntry): Promise<void> {
  await firstValueFrom(entry.state$.pipe(filter(({ state }) => state === 'settled')), { defaultValue: undefined });
}
