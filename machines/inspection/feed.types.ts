/**
 * What the engine says of itself while it is observed: plain data, one entry for each thing that happened. An allow-list builds it: no
 * message body, card data, receipt, key or text of the terminal is in it.
 */
import type { Amount } from '../../protocol/money.ts';
import type { Charged } from '../../protocol/outcome.ts';

/** Texts, numbers and yes or no; `null` where something is not known any more. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** An event that a machine took. */
export interface MachineStep {
  readonly k: 'step';
  /** When it was taken: epoch milliseconds, and milliseconds since the machine was started, by a clock that cannot be set. */
  readonly at: number;
  readonly up: number;
  readonly m: 'transaction' | 'terminal';
  /** Of the transaction. Absent for a terminal. */
  readonly id?: string;
  readonly poi: string;
  /** Position of its record in the journal. Absent for a terminal, which is not stored. */
  readonly seq?: number;
  readonly ev: string;
  /** What of the event may be displayed. */
  readonly d: Facts;
  /** Paths of states, `timedOut.retrying`; those of a terminal are two, `online occupied`. */
  readonly from: string;
  readonly to: string;
  /** The guards that were asked, in order, with their answers. */
  readonly guards: Readonly<Record<string, boolean>>;
  /** The commands that follow, `armTimer check +1500`. */
  readonly cmds: readonly string[];
  /** What the machine remembers now and did not before. */
  readonly ctx: Facts;
}

/** A message between till and terminal: never its contents. */
export interface WireEntry {
  readonly k: 'wire';
  readonly at: number;
  readonly poi: string;
  readonly dir: 'out' | 'in';
  readonly cat: string;
  /** ServiceID of the message. */
  readonly sid: string;
  /** ServiceID of the request that it is about, for a TransactionStatus and an Abort. */
  readonly about?: string;
  /** Absent when no answer came. */
  readonly bytes?: number;
  /** From the request to the answer. */
  readonly ms?: number;
  /** `sealed` or `clear` for a request; for an answer what its verification said, or the code of the fault. */
  readonly ok: string;
}

/** What the terminal reports that the shopper sees. */
export interface ScreenEntry {
  readonly k: 'screen';
  readonly at: number;
  readonly id: string;
  readonly event: string;
}

/** A transaction in a list. */
export interface Head {
  readonly id: string;
  readonly poi: string;
  readonly sid: string;
  readonly ref: string;
  readonly kind: 'payment' | 'refund' | 'request';
  readonly amount?: Amount;
  /** What was taken, with tip and fees; less than `amount` when it is partial. */
  readonly taken?: Amount;
  /** As the engine reports it: `queued`, `awaiting`, `timedOut`, ... */
  readonly state: string;
  readonly tags: readonly string[];
  readonly charged: Charged;
  /** How it ended, once it has. */
  readonly outcome?: string;
  /** Code of the last fault. */
  readonly fault?: string;
  /** When the next check is due. */
  readonly next?: number;
  /** When it was created. */
  readonly at: number;
}

/** Begins a stream: what is open now. */
export interface HelloEntry {
  readonly k: 'hello';
  readonly v: 1;
  readonly source: 'live' | 'journal';
  readonly heads: readonly Head[];
}

/** Entries were left out because they were not taken in time. */
export interface GapEntry {
  readonly k: 'gap';
  readonly missed: number;
}

/** What an entry of the feed says, by its kind. */
export type InspectBody = HelloEntry | MachineStep | WireEntry | ScreenEntry | GapEntry;

/** `n` numbers the entries of an engine. */
export type InspectEntry = InspectBody & { readonly n: number };
