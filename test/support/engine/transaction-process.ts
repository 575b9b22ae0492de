import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { Journal } from '../../../adapters/ports/journal.port.ts';
import type { Ownership } from '../../../adapters/ports/ownership.port.ts';
import { soleOwner } from '../../../adapters/ownership/sole-owner.ts';
import { systemRandom } from '../../../adapters/system-random.ts';
import type { StoredTransaction } from '../../../engine/journal/stored-transactions.ts';
import { silentLogger, type Logger } from '../../../engine/runtime/logging.ts';
import { TransactionEntry } from '../../../engine/transactions/transaction-entry.ts';
import type { TransactionExchanges } from '../../../engine/transactions/transaction-exchanges.ts';
import { TransactionProcess } from '../../../engine/transactions/transaction-process.ts';
import { TransactionStore } from '../../../engine/transactions/transaction-store.ts';
import { UnmatchedResponses } from '../../../engine/transactions/unmatched-responses.ts';
import { Attempts } from '../../../engine/sending/attempts.ts';
import type { TransactionEventPayload, TransactionInput } from '../../../machines/index.ts';
import { parseTransactionId } from '../../../protocol/ids.ts';
import { steppedClock, type SteppedClock } from '../clock.ts';
import { paymentInput } from '../transactions.ts';

export interface ProcessOptions {
  readonly exchanges?: Partial<TransactionExchanges>;
  readonly input?: Partial<TransactionInput>;
  readonly log?: Logger;
  /** Of the machine on which the process runs. Default: that of the transaction. */
  readonly bootId?: string;
  readonly clock?: SteppedClock;
  /** Default: the terminal is this engine's. */
  readonly ownership?: Ownership;
}

/** What a process works with. Its exchanges go out and never come back, unless a test says otherwise. */
function dependencies(journal: Journal, options: ProcessOptions) {
  const { exchanges: over = {}, log = silentLogger, bootId = 'boot-1', clock = steppedClock() } = options;
  const begun: (keyof TransactionExchanges)[] = [];
  const never = new Promise<never>(() => {});
  const begin = (name: keyof TransactionExchanges) => () => (begun.push(name), never);
  const exchanges = {
    preconnect: () => undefined,
    transmit: begin('transmit'),
    askStatus: begin('askStatus'),
    transmitAbort: begin('transmitAbort'),
    ...over,
  } as unknown as TransactionExchanges;
  const store = new TransactionStore({ settledKeptMax: 10 }, new Map());
  const unmatched = new UnmatchedResponses({ journal, clock, log, newId: () => parseTransactionId('orphan') });
  const attempts = new Attempts<TransactionEventPayload>(systemRandom);
  const ownership = options.ownership ?? soleOwner;
  const deps = { journal, clock, log, store, exchanges, attempts, ownership, unmatched, bootId };
  return { deps, begun };
}

function open(journal: Journal, input: TransactionInput, options: ProcessOptions) {
  const { deps, begun } = dependencies(journal, options);
  const entry = new TransactionEntry(input);
  deps.store.add(entry);
  const states: string[] = [];
  entry.state$.subscribe(({ state }) => states.push(state));
  return { ...deps, deps, entry, begun, states };
}

/** A new transaction: its process is started. */
export function startProcess(journal: Journal = memoryJournal(), options: ProcessOptions = {}) {
  const input = paymentInput({ createdAtMs: 0, createdUpMs: 0, ...options.input });
  const bench = open(journal, input, options);
  TransactionProcess.start(bench.deps, bench.entry, input);
  return bench;
}

/** A transaction that a journal has: the process of another run takes it up. */
export function resumeProcess(journal: Journal, stored: StoredTransaction, options: ProcessOptions = {}) {
  const bench = open(journal, stored.input, options);
  TransactionProcess.resume(bench.deps, bench.entry, stored)();
  return bench;
}
