import { distinct, mergeMap, Subscription, tap, type Observable } from 'rxjs';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import type {
  Head,
  Inspected,
  InspectedChanges,
  InspectedOverview,
  Moment,
  Recording,
  ScreenEntry,
  TerminalHead,
  WireEntry,
} from '../../machines/index.ts';
import { parseTransactionId, type POIID } from '../../protocol/ids.ts';
import type { Inspector } from '../runtime/inspector.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import type { TransactionStore } from '../transactions/transaction-store.ts';
import { headOf, headOfEntry } from './heads.ts';
import { readRecording } from './stored-steps.ts';

export interface LiveSourceDependencies {
  readonly inspector: Inspector;
  readonly store: TransactionStore;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  /** Emits when there are other queues, and at once. */
  readonly list$: Observable<unknown>;
  readonly journal: Pick<Journal, 'read'>;
  readonly clock: Clock;
}

/** How often a page gets what changed. */
const CHANGES_EVERY_MS = 100;
/** How long messages are kept on when there is no reader any more: a page comes back when its connection was lost. */
const KEPT_ON_MS = 60_000;
/** Of how many requests the messages are kept, the newest; and how many of one. */
const REQUESTS_MAX = 500;
const MESSAGES_MAX = 200;
/** Of how many transactions the moments are kept, those that were looked at last. */
const LOOKED_AT_MAX = 8;

/** A running engine, for a page that displays it. Reads, and never sends, stores or decides. */
export interface InspectedEngine extends Inspected {
  /** Calls with what changed, ten times a second at most. @returns ends it */
  readonly follow: (onChanges: (changes: InspectedChanges) => void) => () => void;
}

/** Keeps the messages of the newest requests while there is a reader, and computes nothing while there is none. */
export class LiveSource implements InspectedEngine {
  readonly #deps: LiveSourceDependencies;
  /** By the ServiceID of the request that they are about. */
  readonly #messages = new Map<string, (WireEntry | ScreenEntry)[]>();
  #keeping: Subscription | undefined;
  #readers = 0;
  #ending: unknown;

  /** What each terminal did last. */
  readonly #lastSteps = new Map<string, NonNullable<TerminalHead['last']>>();

  #moments: ReadonlyMap<string, readonly Moment[]> = new Map();

  constructor(deps: LiveSourceDependencies) {
    this.#deps = deps;
  }

  /** There is a reader, once or for long. @returns ends that */
  readNow(): () => void {
    const { clock } = this.#deps;
    this.#readers += 1;
    clock.clearTimeout(this.#ending);
    this.#keeping ??= this.#keepMessages();
    return () => {
      this.#readers -= 1;
      if (this.#readers > 0 || this.#keeping?.closed !== false) return;
      clock.clearTimeout(this.#ending);
      this.#ending = clock.setTimeout(() => {
        this.#keeping?.unsubscribe();
        this.#keeping = undefined;
      }, KEPT_ON_MS);
    };
  }

  overview(): Promise<InspectedOverview> {
    this.readNow()();
    const heads = this.#deps.store.all().map(headOfEntry);
    const damaged = heads.filter(({ state }) => state === 'damaged').map(({ id }) => id);
    return Promise.resolve({ source: 'live', heads, damaged, terminals: this.#terminals() });
  }

  async transaction(id: string): Promise<Recording | undefined> {
    this.readNow()();
    const recording = await readRecording(this.#deps.journal, id, {
      known: this.#moments.get(id),
      wireOf: (serviceIds) => serviceIds.flatMap((serviceId) => this.#messages.get(serviceId) ?? []),
    });
    if (recording === undefined) return undefined;
    // The one that is looked at changes step by step, and each step is worked out once.
    this.#moments = new Map([
      [id, recording.moments],
      ...[...this.#moments].filter(([other]) => other !== id).slice(0, LOOKED_AT_MAX - 1),
    ]);
    return recording;
  }

  follow(onChanges: (changes: InspectedChanges) => void): () => void {
    const { store, queues, list$, inspector, clock } = this.#deps;
    const heads = new Map<string, Head>();
    const [terminals, removed] = [new Set<string>(), new Set<POIID>()];
    let listed: readonly POIID[] = [];
    let [events, missed] = [0, 0];
    let timer: unknown;
    const flush = () => {
      timer = undefined;
      onChanges({
        heads: [...heads.values()],
        terminals: this.#terminals().filter(({ poi }) => terminals.has(poi)),
        ...(removed.size > 0 && { removed: [...removed].filter((poi) => !queues.has(poi)) }),
        events,
        missed,
      });
      heads.clear();
      terminals.clear();
      removed.clear();
      [events, missed] = [0, 0];
    };
    const later = () => {
      timer ??= clock.setTimeout(flush, CHANGES_EVERY_MS);
    };
    const subscription = new Subscription(this.readNow());
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
      // A terminal that is added later is followed from then on; what follows one that is removed ends by itself.
      list$
        .pipe(
          tap(() => {
            for (const poi of listed) if (!queues.has(poi)) removed.add(poi);
            listed = [...queues.keys()];
            if (removed.size > 0) later();
          }),
          mergeMap(() => queues.values()),
          distinct(),
          mergeMap(({ state$ }) => state$),
        )
        .subscribe(({ poiid }) => {
          terminals.add(poiid);
          later();
        }),
    );
    subscription.add(
      inspector.entries$.subscribe((entry) => {
        if (entry.k === 'gap') missed += entry.missed;
        else events += 1;
        if (entry.k === 'step' && entry.m === 'terminal') {
          terminals.add(entry.poi);
          later();
        }
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
    return [...this.#deps.queues.values()].map(({ state: { poiid, link, work, running, unknown, waiting } }) => {
      const last = this.#lastSteps.get(poiid);
      return {
        poi: poiid,
        link,
        work,
        ...(running !== undefined && { running }),
        unknown,
        waiting: waiting.length,
        ...(last !== undefined && { last }),
      };
    });
  }

  #keepMessages(): Subscription {
    const { inspector, store, clock } = this.#deps;
    const subscription = inspector.unstored$.subscribe((entry) => {
      if (entry.k === 'step' && entry.m === 'terminal') {
        const { poi, ev, from, to, guards } = entry;
        this.#lastSteps.set(poi, { ev, from, to, guards });
      }
      if (entry.k === 'wire') this.#keep(entry.about ?? entry.sid, entry);
      if (entry.k === 'screen') this.#keep(store.get(parseTransactionId(entry.id))?.state.serviceId ?? '', entry);
    });
    // With the engine the timer ends as well.
    subscription.add(() => clock.clearTimeout(this.#ending));
    return subscription;
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

  /** To ask for it is to read it. */
  get source(): LiveSource {
    this.#source ??= new LiveSource(this.#deps);
    this.#source.readNow()();
    return this.#source;
  }
}
