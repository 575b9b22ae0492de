/** How an event reaches a transaction: the machine takes it, it is stored, and then its commands leave as messages. */
import { isDeepStrictEqual } from 'node:util';
import { rpc, type ObjectContext } from '@restatedev/restate-sdk';
import type {
  ClockReading,
  TerminalEvent,
  TransactionCommand,
  TransactionEvent,
  TransactionEventPayload,
} from 'tenderline/machines';
import { isSettled, readingBy, readState, step, UNREACHED, type TransactionSnapshot } from 'tenderline/runtime';
import { EXCHANGE, TERMINAL, TRANSACTION, type Reading } from '../contracts.ts';
import { plain, snapshotOf, viewOf, type Head } from './head.ts';

/** What a transaction needs of the worker that runs its handler. */
export interface Surroundings {
  /** Both clocks of this machine, and which boot of it they count from. */
  readonly read: () => Reading;
  /** How long the events of a settled transaction are kept. */
  readonly keepEventsMs: number;
}

/** Now, as this execution reads it once for all its repetitions. */
export function now(ctx: ObjectContext, { read }: Pick<Surroundings, 'read'>): Promise<Reading> {
  return ctx.run('now', read);
}

/** The machine takes an event of now. It is stored before anything leaves that follows from it: Restate keeps the order of both. */
export async function take(
  ctx: ObjectContext,
  head: Head,
  payload: TransactionEventPayload,
  surroundings: Surroundings,
): Promise<void> {
  const at = await now(ctx, surroundings);
  takeAt(ctx, head, payload, at, surroundings);
}

/** The same for an event whose time is known. */
export function takeAt(
  ctx: ObjectContext,
  head: Head,
  payload: TransactionEventPayload,
  at: Reading,
  { keepEventsMs }: Surroundings,
): void {
  const before = snapshotOf(head);
  const event: TransactionEvent = { ...payload, ...readingBy(before.context.input, at.clock, at) };
  const { snapshot, commands } = step(before, event);
  ctx.set(`event.${head.events}`, event);
  head.events += 1;
  head.snapshot = plain(snapshot);
  for (const command of commands) carryOut(ctx, head, snapshot, command, at);
  tellTerminal(ctx, payload, before, snapshot);
  if (isSettled(snapshot)) {
    head.isAskHeld = false;
    head.settledAtMs = at.atMs;
    const delayed = rpc.sendOpts<{ events: number }>({ delay: keepEventsMs });
    ctx.objectSendClient(TRANSACTION, ctx.key).prune({ events: head.events }, delayed);
  }
  // A till that follows it is not called for what it cannot see.
  if (isDeepStrictEqual(readState(before), readState(snapshot))) ctx.set('head', head);
  else publish(ctx, head);
}

/** Stores the head as another version, and wakes who waits for it. */
export function publish(ctx: ObjectContext, head: Head): void {
  const { watchers } = head;
  head.version += 1;
  head.watchers = [];
  ctx.set('head', head);
  if (watchers.length === 0) return;
  const view = viewOf(ctx.key, head);
  for (const watcher of watchers) ctx.resolveAwakeable(watcher, view);
}

/** Asks the terminal, or as soon as the connection that was given up is closed: until then the request could still arrive. */
export function ask(ctx: ObjectContext, head: Head): void {
  head.isAskHeld = head.transmission?.isAbandoned === true;
  if (!head.isAskHeld) ctx.serviceSendClient(EXCHANGE).status({ input: snapshotOf(head).context.input });
}

function carryOut(
  ctx: ObjectContext,
  head: Head,
  { context }: TransactionSnapshot,
  command: TransactionCommand,
  at: ClockReading,
): void {
  const exchange = ctx.serviceSendClient(EXCHANGE);
  const { input } = context;
  switch (command.type) {
    case 'transmit':
      return void exchange.transmit({ transaction: input.id, ServiceID: input.ServiceID });
    case 'askStatus':
      return ask(ctx, head);
    case 'transmitAbort':
      return void exchange.abort({ input });
    case 'abandonTransmission':
      if (head.transmission === undefined || head.transmission.isAbandoned) return;
      head.transmission.isAbandoned = true;
      return ctx.resolveAwakeable(head.transmission.abandon, true);
    case 'armTimer': {
      const { timer, dueAtMs } = command.params;
      head.timers[timer] = dueAtMs;
      // A timer cannot be replaced here: it says when it was due, and one that is stale is dropped.
      const opts = rpc.sendOpts<{ payload: TransactionEventPayload; dueAtMs: number }>({
        delay: Math.max(0, dueAtMs - at.atMs),
      });
      return void ctx
        .objectSendClient(TRANSACTION, ctx.key)
        .event({ payload: { type: `timer.${timer}` }, dueAtMs }, opts);
    }
  }
}

function tellTerminal(
  ctx: ObjectContext,
  payload: TransactionEventPayload,
  before: TransactionSnapshot,
  after: TransactionSnapshot,
): void {
  const { id: transaction, POIID } = after.context.input;
  const wasUnknown = before.hasTag('outcomeUnknown');
  const events: TerminalEvent[] = [];
  if ('failure' in payload && UNREACHED.includes(payload.failure.code)) events.push({ type: 'link.down' });
  else if (payload.type.startsWith('poi.') && (wasUnknown || isSettled(after))) events.push({ type: 'link.up' });
  if (isSettled(after)) events.push({ type: 'transaction.settled', transaction });
  else if (!wasUnknown && after.hasTag('outcomeUnknown')) events.push({ type: 'transaction.unknown', transaction });
  if (events.length > 0) ctx.objectSendClient(TERMINAL, POIID).tell(events);
}
