import { merge, Subscription } from 'rxjs';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import {
  serviceIdsOf,
  type Head,
  type Recording,
  type ScreenEntry,
  type TerminalHead,
  type WireEntry,
} from '../../machines/index.ts';
import { parseTransactionId, type POIID } from '../../protocol/ids.ts';
import { readTransaction } from '../journal/stored-transactions.ts';
import type { Inspector } from '../runtime/inspector.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import { fold } from '../transactions/transaction-reducer.ts';
import type { TransactionStore } from '../transactions/transaction-store.ts';
import { headOf, headOfEntry } from './heads.ts';
import { inspectStored } from './stored-steps.ts';

export interface LiveSourceDependencies {
  readonly inspector: Inspector;
  readonly store: TransactionStore;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly journal: Pick<Journal, 'read'>;
  readonly clock: Clock;
}

/** What changed of a running engine since the last time. */
export interface InspectedChanges {
  readonly heads: readonly Head[];
  readonly terminals: readonly TerminalHead[];
  readonly events: number;
  readonly missed: number;
}

/** How often a page gets what changed. */
const CHANGES_EVERY_MS = 100;
/** Of how many requests the messages are kept, the newest; and how many of one. */
const REQUESTS_MAX = 500;
const MESSAGES_MAX = 200;

/** A running engine, in the form of `InspectedJournal`, for a page that displays it. Reads, and never sends, stores or decides. */
export interface InspectedEngine {
  /** What is in memory: what is open, and what was settled recently. */
  overview(): Promise<{
    readonly source: 'live';
    readonly heads: readonly Head[];
    readonly terminals: readonly TerminalHead[];
    /** Ids of transactions that cannot be read. */
    readonly damaged: readonly string[];
  }>;
  /** Step by step. `undefined` when there is none of that id in the journal, or its records cannot be read. */
  transaction(id: string): Promise<Recording | undefined>;
  /** Calls with what changed, ten times a second at most. @returns ends it */
  follow(onChanges: (changes: InspectedChanges) => void): () => void;
}

/** Keeps the messages of the newest requests from its creation on. */
export class LiveSource implements InspectedEngine {
  readonly #deps: LiveSourceDependencies;
  /** By the ServiceID of the request that they are about. */
  readonly #messages = new Map<string, (WireEntry | ScreenEntry)[]>();

  constructor(deps: LiveSourceDependencies) {
    this.#deps = deps;
    deps.inspector.entries$.subscribe((entry) => {
      if (entry.k === 'wire') this.#keep(entry.about ?? entry.sid, entry);
      if (entry.k === 'screen') this.#keep(deps.store.get(parseTransactionId(entry.id))?.state.serviceId ?? '', entry);
    });
  }

  overview() {
    const heads = this.#deps.store.all().map(headOfEntry);
    const damaged = heads.filter(({ state }) => state === 'damaged').map(({ id }) => id);
    return Promise.resolve({ source: 'live' as const, heads, damaged, terminals: this.#terminals() });
  }

  async transaction(id: string): Promise<Recording | undefined> {
    try {
      const stored = await readTransaction(this.#deps.journal, parseTransactionId(id));
      if (stored === undefined) return undefined;
      const attempts = serviceIdsOf(fold(stored).context.input);
      return { ...inspectStored(stored), wire: attempts.flatMap((serviceId) => this.#messages.get(serviceId) ?? []) };
    } catch {
      // Malformed, or damaged: the page says so.
      return undefined;
    }
  }

  /** Calls with what changed, ten times a second at most. @returns ends it */
  follow(onChanges: (changes: InspectedChanges) => void): () => void {
    const { store, queues, inspector, clock } = this.#deps;
    const heads = new Map<string, Head>();
    const terminals = new Set<string>();
    let [events, missed] = [0, 0];
    let timer: unknown;
    const flush = () => {
      timer = undefined;
      onChanges({
        heads: [...heads.values()],
        terminals: this.#terminals().filter(({ poi }) => terminals.has(poi)),
        events,
        missed,
      });
      heads.clear();
      terminals.clear();
      [events, missed] = [0, 0];
    };
    const later = () => {
      timer ??= clock.setTimeout(flush, CHANGES_EVERY_MS);
    };
    const subscription = new Subscription();
    subscription.add(
      store.states$.subscribe((state) => {
        const entry = store.get(state.id);
        heads.set(
          state.id,
          entry === undefined ? headOf(state, { kind: 'payment', at: clock.now() }) : headOfEntry(entry),
        );
        later();
      }),
    );
    subscription.add(
      merge(...[...queues.values()].map(({ state$ }) => state$)).subscribe(({ poiid }) => {
        terminals.add(poiid);
        later();
      }),
    );
    subscription.add(
      inspector.entries$.subscribe((entry) => {
        if (entry.k === 'gap') missed += entry.missed;
        else events += 1;
        // What happens inside a state is no news for a list, but for whoever looks at the transaction.
        const id = entry.k === 'step' || entry.k === 'screen' ? entry.id : undefined;
        const known = id === undefined ? undefined : store.get(parseTransactionId(id));
        if (known !== undefined) heads.set(known.id, headOfEntry(known));
        if (known !== undefined || missed > 0) later();
      }),
    );
    return () => {
      subscription.unsubscribe();
      clock.clearTimeout(timer);
    };
  }

  #terminals(): TerminalHead[] {
    return [...this.#deps.queues.values()].map(({ state: { poiid, link, work, running, unknown, waiting } }) => ({
      poi: poiid,
      link,
      work,
      ...(running !== undefined && { running }),
      unknown,
      waiting: waiting.length,
    }));
  }

  #keep(request: string, entry: WireEntry | ScreenEntry): void {
    const kept = this.#messages.get(request) ?? [];
    if (kept.length < MESSAGES_MAX) kept.push(entry);
    this.#messages.set(request, kept);
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > REQUESTS_MAX && oldest !== undefined) this.#messages.delete(oldest);
  }
}

/** Created when it is asked for: an engine that is not looked at keeps no messages. It ends with the inspector. */
export class LazyInspection {
  readonly #deps: LiveSourceDependencies;
  #source: LiveSource | undefined;

  constructor(deps: LiveSourceDependencies) {
    this.#deps = deps;
  }

  get source(): LiveSource {
    this.#source ??= new LiveSource(this.#deps);
    return this.#source;
  }
}
