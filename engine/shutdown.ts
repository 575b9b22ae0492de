import { filter, firstValueFrom } from 'rxjs';
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

/**
 * Ends an engine: withdraws what has not left, waits for what is in flight, then closes everything in order. A part that fails to close is logged, and does
 * not keep the others from closing; the first such failure is thrown at the end.
 */
export async function shutDown({ clock, log, store, closeTimeoutMs, admission, parts }: ShutdownDependencies) {
  admission.close();
  const started = store.all().filter(({ isStarted }) => isStarted);
  // What leaves after the close would start a payment whose outcome no caller receives.
  for (const entry of started) entry.withdraw();
  let timer: unknown;
  const timeUp = new Promise<void>((resolve) => {
    timer = clock.setTimeout(resolve, closeTimeoutMs);
  });
  await Promise.race([Promise.all(started.map(settled)), timeUp]);
  clock.clearTimeout(timer);
  const left = started.filter(({ state }) => state.state !== 'settled').map(({ id }) => id);
  if (left.length > 0) log.warn({ transactions: left }, 'closed with transactions that are not settled');
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.close();
    } catch (error) {
      failures.push(error);
      log.error({ part: part.name, error: describeError(error) }, 'a part could not be closed');
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function settled(entry: TransactionEntry): Promise<void> {
  await firstValueFrom(entry.state$.pipe(filter(({ state }) => state === 'settled')), { defaultValue: undefined });
}
