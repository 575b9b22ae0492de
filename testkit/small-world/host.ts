import {
  whyNotSend,
  type ClockReading,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionEventPayload,
  type TransactionInput,
} from '../../machines/index.ts';
import { begin, step, type Step } from '../../engine/transactions/transaction-reducer.ts';
import { failure } from '../../protocol/faults.ts';
import type { HostName, World } from './world.ts';
import { withHost } from './world.ts';

/** Of the two machines, and of the transaction. */
export interface Surroundings {
  readonly input: TransactionInput;
  /** By how much the wall clock of B is ahead of A's. */
  readonly skewMs: number;
  /** What B's clock that cannot be set shows when the transaction is created on A. */
  readonly upMsOfB: number;
  /** Replaces the check right before the first byte: for variants that must fail. */
  readonly mayNotSend?: typeof whyNotSend;
}

/** Reads the clocks of a host. */
export function readClock({ input, skewMs, upMsOfB }: Surroundings, name: HostName, trueMs: number): ClockReading {
  const atMs = input.createdAtMs + trueMs;
  if (name === 'A') return { atMs, upMs: (input.createdUpMs ?? 0) + trueMs };
  return { atMs: atMs + skewMs, upMs: upMsOfB + trueMs, clock: 'boot of B' };
}

const folds = new WeakMap<TransactionEvent | TransactionInput, Step>();

/** What the events make of the transaction, and what the last of them commands. Each event object belongs to one history. */
export function fold(input: TransactionInput, journal: readonly TransactionEvent[]): Step {
  const last = journal.at(-1);
  const known = folds.get(last ?? input);
  if (known !== undefined) return known;
  const folded = last === undefined ? begin(input) : step(fold(input, journal.slice(0, -1)).snapshot, last);
  folds.set(last ?? input, folded);
  return folded;
}

/**
 * Something happens on a host: it is stored if the host is the owner, and then its commands are carried out. The journal that refuses it
 * tells the host that it has lost the terminal.
 *
 * @param until how far it gets before it is stopped or dies
 */
export function happen(
  around: Surroundings,
  world: World,
  name: HostName,
  payload: TransactionEventPayload,
  until: 'stored' | 'done' = 'done',
): World {
  const host = world.hosts[name];
  const { snapshot } = fold(around.input, world.journal.slice(0, host.known));
  // What comes after the end changes nothing of it.
  if (host.fence === 0 || snapshot.status === 'done') return world;
  if (host.fence !== world.owner.fence) return lose(world, name);
  const event = { ...payload, ...readClock(around, name, world.trueMs) } as TransactionEvent;
  const stored = withHost({ ...world, journal: [...world.journal, event] }, name, { isUnconfirmed: true });
  return until === 'stored' ? stored : goOn(around, stored, name);
}

/** The host learns that its event is stored, and carries its commands out. */
export function goOn(around: Surroundings, world: World, name: HostName): World {
  const host = world.hosts[name];
  const { snapshot, commands } = fold(around.input, world.journal.slice(0, host.known + 1));
  let next = withHost(world, name, { known: host.known + 1, isUnconfirmed: false });
  if (snapshot.status === 'done') return withHost(next, name, { timers: {}, isAsking: false });
  for (const command of commands) next = carryOut(next, name, command, `${name}${host.process}`);
  return next;
}

/** It knows that the terminal is not its own any more: an attempt that has not sent never will. */
export function lose(world: World, name: HostName): World {
  const { attempt: _, ...host } = world.hosts[name];
  return {
    ...world,
    hosts: {
      ...world.hosts,
      [name]: { ...host, fence: 0, waiting: [], isUnconfirmed: false, timers: {}, isAsking: false },
    },
  };
}

function carryOut(world: World, name: HostName, command: TransactionCommand, attempt: string): World {
  const host = world.hosts[name];
  const post = (kind: 'question' | 'abort'): World => ({
    ...world,
    packets: [...world.packets, { kind, host: name, sentMs: world.trueMs }],
  });
  switch (command.type) {
    case 'transmit':
      return withHost(world, name, { attempt });
    case 'abandonTransmission':
      // The connection of this process is reset: what is on the way is gone, or has arrived.
      return { ...world, packets: world.packets.filter((packet) => packet.kind !== 'payment' || packet.host !== name) };
    case 'transmitAbort':
      return post('abort');
    case 'askStatus':
      return host.isAsking ? world : withHost(post('question'), name, { isAsking: true });
    case 'armTimer':
      return withHost(world, name, { timers: { ...host.timers, [command.params.timer]: command.params.dueAtMs } });
  }
}

/** The host is about to send the first byte: it sends, or it says that it does not. */
export function send(
  around: Surroundings,
  world: World,
  name: HostName,
): { readonly world: World; readonly says: TransactionEventPayload } {
  const { attempt, fence, known } = world.hosts[name];
  if (attempt === undefined) throw new Error('there is nothing to send');
  const { context } = fold(around.input, world.journal.slice(0, known)).snapshot;
  const now = readClock(around, name, world.trueMs);
  const sender = { attempt, claim: context.claim, owns: fence > 0 };
  const hasEnded = context.outcome !== undefined;
  const reason = (around.mayNotSend ?? whyNotSend)(context.input, context.abortRequested || hasEnded, now, sender);
  const { attempt: _, ...host } = world.hosts[name];
  const tried = { ...world, hosts: { ...world.hosts, [name]: host } };
  if (reason !== undefined) return { world: tried, says: { type: 'link.notSent', failure: failure(reason), attempt } };
  const { terminal, packets } = tried;
  return {
    world: {
      ...tried,
      terminal: { ...terminal, sent: terminal.sent + 1 },
      packets: [...packets, { kind: 'payment', host: name, sentMs: world.trueMs }],
    },
    says: { type: 'link.written', attempt },
  };
}
