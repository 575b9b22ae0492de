import type { TimerName, TransactionEvent, TransactionEventPayload } from '../../machines/index.ts';

/**
 * The small world: one payment, one abort, one terminal with its memory, two hosts and the journal that they share. Small enough that
 * everything which can happen in it happens in every order: see `explore`. Plain data: two worlds of the same text are the same state.
 */
export interface World {
  /** Since the transaction was created. The hosts have clocks of their own. */
  readonly trueMs: number;
  readonly journal: readonly TransactionEvent[];
  /** Who owns the terminal by the database: its fence is the only one with which an event is stored. */
  readonly owner: { readonly host: HostName | undefined; readonly fence: number };
  readonly hosts: Readonly<Record<HostName, Host>>;
  readonly packets: readonly Packet[];
  readonly terminal: Terminal;
  /** What may still go wrong, or be tried. */
  readonly left: Readonly<Record<Chance, number>>;
}

/** The transaction was created on A. */
export type HostName = 'A' | 'B';

export type Chance = 'abort' | 'crash' | 'stop' | 'takeover' | 'loss' | 'wait' | 'terminalRestart';

export interface Host {
  readonly life: 'running' | 'stopped' | 'dead';
  /** Counts its processes, so that each has tokens of its own. */
  readonly process: number;
  /** The fence that this host believes to be the owner's; 0 when it knows that it is not the owner. */
  readonly fence: number;
  /** How many events of the journal it has processed. */
  readonly known: number;
  /** What happened and is not stored yet: the host was stopped before. */
  readonly waiting: readonly TransactionEventPayload[];
  /** Its last event is stored, and its commands are not carried out yet: the host was stopped before. */
  readonly isUnconfirmed: boolean;
  /** The attempt to send that has not sent. */
  readonly attempt?: string;
  readonly isAsking: boolean;
  /** Due by the host's own wall clock. */
  readonly timers: Readonly<Partial<Record<TimerName, number>>>;
}

/** On the way between a host and the terminal. */
export type Packet =
  | { readonly kind: 'payment' | 'abort' | 'question'; readonly host: HostName; readonly sentMs: number }
  | { readonly kind: 'answer'; readonly host: HostName; readonly says: TransactionEventPayload };

export interface Terminal {
  /** What it remembers of the payment. `sender` gets the answer. */
  readonly memory?: { readonly state: 'busy' | 'paid' | 'aborted'; readonly sender: HostName };
  readonly charges: number;
  /** How often a request for this payment was sent to it, ever. */
  readonly sent: number;
}

const AT_REST: Omit<Host, 'fence'> = {
  life: 'running',
  process: 1,
  known: 0,
  waiting: [],
  isUnconfirmed: false,
  isAsking: false,
  timers: {},
};

/** The intent is stored by host A; B knows nothing of it. */
export function firstWorld(left: World['left']): World {
  return {
    trueMs: 0,
    journal: [],
    owner: { host: 'A', fence: 1 },
    hosts: {
      A: { ...AT_REST, fence: 1, waiting: [{ type: 'intent.stored', attempt: 'A1' }] },
      B: { ...AT_REST, fence: 0 },
    },
    packets: [],
    terminal: { charges: 0, sent: 0 },
    left,
  };
}

export function withHost(world: World, name: HostName, change: Partial<Host>): World {
  return { ...world, hosts: { ...world.hosts, [name]: { ...world.hosts[name], ...change } } };
}

/** One chance less. */
export function spend(world: World, chance: Chance): World {
  return { ...world, left: { ...world.left, [chance]: world.left[chance] - 1 } };
}
