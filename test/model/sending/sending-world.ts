import { saidBy } from '../../../engine/sending/said-by.ts';
import { begin, isSettled, step, type TransactionSnapshot } from '../../../engine/transactions/transaction-reducer.ts';
import {
  readingBy,
  whyNotSend,
  type AttemptToken,
  type ClockReading,
  type TransactionEventPayload,
  type TransactionInput,
} from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { approval, paymentInput, placeOf } from '../../support/transactions.ts';
import { Process } from './sending-process.ts';

/** NotFound proves soon, and the system of a dead process sends nothing more: the deadline alone holds a process back that wakes. */
const INPUT: TransactionInput = paymentInput({
  createdUpMs: 0,
  limits: { ...paymentInput().limits, notFoundAgeMinMs: 5_000, lingerMaxMs: 1 },
});

const PASS_MS = 5_000;

/**
 * What can happen, at any moment and in any order. A step that is run again is another execution, in the same process or in another; a
 * confirmation that is lost is one that never comes; a process that is stopped does nothing, and goes on when it wakes.
 */
export type Deed =
  | { readonly do: 'deliver' | 'kill' | 'ask'; readonly by: 0 | 1 }
  | { readonly do: 'claim' | 'learn' | 'send' | 'firstByte' | 'written'; readonly execution: number }
  | { readonly do: 'pass' };

/** How much of each can happen. */
export interface Bounds {
  readonly deliver: number;
  readonly kill: number;
  readonly ask: number;
  readonly pass: number;
}

interface Execution {
  readonly by: 0 | 1;
  readonly attempt: AttemptToken;
  readonly holder?: AttemptToken | undefined;
  /** What it does next, whenever that is. */
  readonly next?: 'claim' | 'learn' | 'send' | 'firstByte' | 'written' | undefined;
}

interface State {
  readonly snapshot: TransactionSnapshot;
  readonly processes: readonly [Process, Process];
  readonly executions: readonly Execution[];
  readonly fenced: readonly AttemptToken[];
  readonly left: Bounds;
  readonly passedMs: number;
  /** How often the first byte of the request left. */
  readonly posts: number;
}

/** One payment, its terminal, and two hosts that run its steps by the rules of sending: the production code, driven by hand. */
export class SendingWorld {
  readonly #skewMs: number;
  #state: State;

  /** @param skewMs by how much the wall clock of the second host is ahead */
  constructor(skewMs: number, from: Bounds | State) {
    this.#skewMs = skewMs;
    if ('snapshot' in from) {
      this.#state = from;
      return;
    }
    const processes = [new Process('0'), new Process('1')] as const;
    const { snapshot } = begin(INPUT);
    this.#state = { snapshot, processes, executions: [], fenced: [], left: from, passedMs: 0, posts: 0 };
    this.#store(0, { type: 'intent.stored' });
  }

  get posts(): number {
    return this.#state.posts;
  }

  get outcome(): string | undefined {
    return this.#state.snapshot.output?.kind;
  }

  /** Everything that can happen next. */
  get deeds(): readonly Deed[] {
    const { executions, left, snapshot } = this.#state;
    const isRunning = executions.some(({ by, next }) => by === 0 && next !== undefined);
    return [
      ...(left.deliver > 0 ? [{ do: 'deliver', by: 0 } as const, { do: 'deliver', by: 1 } as const] : []),
      // The first host dies, and the second one takes over: the other way round is the same.
      ...(left.kill > 0 && isRunning ? [{ do: 'kill', by: 0 } as const] : []),
      ...(left.ask > 0 && !isSettled(snapshot) ? [{ do: 'ask', by: 1 } as const] : []),
      ...executions.flatMap(({ next }, execution) => (next === undefined ? [] : [{ do: next, execution }])),
      ...(left.pass > 0 ? [{ do: 'pass' } as const] : []),
    ];
  }

  /** The world after a deed; this one stays as it is. */
  after(deed: Deed): SendingWorld {
    const { processes } = this.#state;
    const copies = [processes[0].copy(), processes[1].copy()] as const;
    const world = new SendingWorld(this.#skewMs, { ...this.#state, processes: copies });
    world.#take(deed);
    return world;
  }

  /** Two worlds of the same text go on in the same way. */
  get key(): string {
    const { snapshot, executions, fenced, left, posts } = this.#state;
    const { claim, notFound, latestSendAt, lastContactAt, processLostAt, senderMayWake } = snapshot.context;
    const name = (token: AttemptToken | undefined) => executions.findIndex(({ attempt }) => attempt === token);
    if (this.outcome !== undefined && executions.every(({ next }) => next === undefined) && left.deliver === 0) {
      return `${this.outcome} ${posts}`;
    }
    return JSON.stringify([
      [placeOf(snapshot), this.outcome, name(claim), posts, left],
      this.outcome === undefined ? [notFound, latestSendAt, lastContactAt, processLostAt, senderMayWake] : [],
      executions.map(({ by, holder, next }) => [by, name(holder), next]),
      fenced.map(name),
    ]);
  }

  #take(deed: Deed): void {
    const { executions, left, passedMs, processes } = this.#state;
    if ('execution' in deed) return this.#go(deed.execution, deed.do);
    this.#set({ left: { ...left, [deed.do]: left[deed.do] - 1 } });
    if (deed.do === 'pass') return this.#set({ passedMs: passedMs + PASS_MS });
    const { by } = deed;
    if (deed.do === 'ask') return this.#ask(by);
    if (deed.do === 'deliver') {
      const execution: Execution = { by, attempt: processes[by].begin(), next: 'claim' };
      return this.#set({ executions: [...executions, execution] });
    }
    // Of each process its own: two with one name would take each other's attempts for theirs.
    const another = new Process(`${by}, started with ${left.kill} to die`);
    this.#set({
      processes: by === 0 ? [another, processes[1]] : [processes[0], another],
      executions: executions.map((one) => (one.by === by ? { ...one, next: undefined } : one)),
    });
  }

  #go(index: number, does: NonNullable<Execution['next']>): void {
    const { executions, fenced, posts, processes, snapshot } = this.#state;
    const execution = executions[index];
    if (execution === undefined) return;
    const { by, attempt, holder } = execution;
    const become = (changed: Partial<Execution>) =>
      this.#set({ executions: executions.map((one, at) => (at === index ? { ...one, ...changed } : one)) });
    switch (does) {
      case 'claim':
        become({ next: 'learn' });
        return this.#store(by, { type: 'attempt.claimed', attempt });
      case 'learn':
        return become({ next: 'send', holder: snapshot.context.claim });
      case 'send': {
        const sending = processes[by].send(attempt, holder);
        become({ next: sending.posts ? 'firstByte' : undefined });
        if (sending.kind === 'elsewhere') this.#takeOver(by);
        if (sending.kind !== 'fenced' || holder === undefined) return;
        this.#set({ fenced: [...fenced, holder] });
        return this.#store(by, saidBy(holder, { type: 'link.notSent', failure: failure('ERR_LINK_CANCELLED') }));
      }
      case 'firstByte': {
        const reason = whyNotSend(INPUT, false, this.#now(by), { attempt, claim: holder, owns: true });
        become({ next: reason === undefined ? 'written' : undefined });
        if (reason === undefined) return this.#set({ posts: posts + 1 });
        return this.#store(by, saidBy(attempt, { type: 'link.notSent', failure: failure(reason) }));
      }
      case 'written':
        become({ next: undefined });
        return this.#store(by, saidBy(attempt, { type: 'link.written' }));
    }
  }

  /** The terminal is asked: it knows a request of which the first byte left, and says the end at once. */
  #ask(by: 0 | 1): void {
    if (placeOf(this.#state.snapshot).startsWith('sending')) this.#takeOver(by);
    this.#store(by, { type: 'sale.checkStatus' });
    if (this.posts > 0) this.#store(by, { type: 'poi.answered', result: approval, recovered: true });
    else this.#store(by, { type: 'poi.notFound' });
  }

  #takeOver(by: 0 | 1): void {
    this.#store(by, { type: 'host.restarted', rebooted: false, mayWake: true });
  }

  #store(by: 0 | 1, payload: TransactionEventPayload): void {
    const { snapshot } = this.#state;
    if (isSettled(snapshot)) return;
    this.#set({ snapshot: step(snapshot, { ...payload, ...this.#now(by) }).snapshot });
  }

  /** The second host was started a day before the first. */
  #now(by: 0 | 1): ClockReading {
    const { passedMs } = this.#state;
    const atMs = INPUT.createdAtMs + passedMs + by * this.#skewMs;
    return readingBy(INPUT, by === 0 ? INPUT.bootId : 'boot-2', { atMs, upMs: passedMs + by * 86_400_000 });
  }

  #set(changed: Partial<State>): void {
    this.#state = { ...this.#state, ...changed };
  }
}
