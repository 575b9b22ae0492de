import { handlers, object, rpc, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';
import type { JsonObject, TerminalState } from 'tenderline';
import type { ReceivedNotification } from 'tenderline/adapters';
import { terminalMachine, type TerminalCommand, type TerminalEvent } from 'tenderline/machines';
import { failure } from 'tenderline/protocol';
import { beginTerminal, stepTerminal, type TerminalSnapshot } from 'tenderline/runtime';
import { TERMINAL, TRANSACTION, type Reading, type TerminalHandlers } from '../contracts.ts';
import { plain } from '../transaction/head.ts';
import { PRIVATE } from '../worker/settings.ts';
import { isRepetition, short } from './notifications.ts';

/** What the object of a terminal needs of the worker that runs its handler. */
export interface TerminalSurroundings {
  readonly read: () => Reading;
  readonly limits: { readonly queueMax: number; readonly queueTimeoutMs: number };
}

/** How many of them a terminal remembers. */
const NOTIFICATIONS_MAX = 20;
const SETTLED_MAX = 20;

/** Who may use one terminal. Its key is the POIID, and it is the only writer of that: the pure machine of a terminal decides. */
export function terminalObject(surroundings: TerminalSurroundings) {
  return object({
    name: TERMINAL.name,
    options: PRIVATE,
    handlers: {
      request: (ctx: ObjectContext, { transaction, queue }) =>
        take(ctx, [{ type: 'sale.requested', transaction, queue } as TerminalEvent], surroundings),

      tell: async (ctx: ObjectContext, events) => {
        await take(ctx, events, surroundings);
        const settled = events.flatMap((event) => (event.type === 'transaction.settled' ? [event.transaction] : []));
        if (settled.length === 0) return;
        const before = (await ctx.get<readonly string[]>('settled')) ?? [];
        ctx.set('settled', [...settled, ...before].slice(0, SETTLED_MAX));
      },

      notified: async (ctx: ObjectContext, notification) => {
        const before = (await ctx.get<readonly ReceivedNotification[]>('notifications')) ?? [];
        const kept = short(notification);
        if (before.some((known) => isRepetition(known, kept))) return;
        ctx.set('notifications', [kept, ...before].slice(0, NOTIFICATIONS_MAX));
        const { kind, event } = notification;
        if (kind !== 'event' || (event !== 'Shutdown' && event !== 'Initialised')) return;
        // A terminal that restarts may lose its memory, whoever reports the restart.
        for (const id of openOn(restore(await ctx.get<JsonObject>('machine'), surroundings))) {
          ctx.objectSendClient(TRANSACTION, id).event({ payload: { type: 'terminal.restarted' } });
        }
        await take(ctx, [{ type: event === 'Shutdown' ? 'link.down' : 'link.up' }], surroundings);
      },

      state: handlers.object.shared(async (ctx: ObjectSharedContext): Promise<TerminalState> => {
        const { value, context } = restore(await ctx.get<JsonObject>('machine'), surroundings);
        const { running, unknown, waiting } = context;
        const poiid = ctx.key as TerminalState['poiid'];
        return { poiid, link: value.link, work: value.work, ...(running && { running }), unknown, waiting };
      }),

      transactions: handlers.object.shared(async (ctx: ObjectSharedContext) => {
        const open = openOn(restore(await ctx.get<JsonObject>('machine'), surroundings));
        return [...open, ...((await ctx.get<readonly string[]>('settled')) ?? [])];
      }),

      notifications: handlers.object.shared(
        async (ctx: ObjectSharedContext) => (await ctx.get<readonly ReceivedNotification[]>('notifications')) ?? [],
      ),
    } satisfies TerminalHandlers,
  });
}

/** What may be at the terminal: what runs, and what is unknown. */
function openOn({ context: { running, unknown } }: TerminalSnapshot): readonly string[] {
  return running === undefined ? unknown : [running, ...unknown];
}

async function take(ctx: ObjectContext, events: readonly TerminalEvent[], surroundings: TerminalSurroundings) {
  let snapshot = restore(await ctx.get<JsonObject>('machine'), surroundings);
  const at = await ctx.run('now', surroundings.read);
  for (const event of events) {
    const taken = stepTerminal(snapshot, event);
    snapshot = taken.snapshot;
    for (const command of taken.commands) carryOut(ctx, snapshot, command, at, surroundings);
  }
  ctx.set('machine', plain(snapshot));
}

function restore(stored: JsonObject | null, { limits }: Pick<TerminalSurroundings, 'limits'>): TerminalSnapshot {
  if (stored === null) return beginTerminal({ queueMax: limits.queueMax }).snapshot;
  // The second argument is for machines with children: ours have none.
  return terminalMachine.restoreSnapshot(stored as never, undefined as never);
}

function carryOut(
  ctx: ObjectContext,
  { context }: TerminalSnapshot,
  command: TerminalCommand,
  at: Reading,
  { limits }: Pick<TerminalSurroundings, 'limits'>,
): void {
  const transaction = (id: string) => ctx.objectSendClient(TRANSACTION, id);
  switch (command.type) {
    case 'admit':
      return void transaction(command.params.transaction).open({ at });
    case 'enqueue': {
      const dueAtMs = at.atMs + limits.queueTimeoutMs;
      const { enqueued, overdue } = transaction(command.params.transaction);
      enqueued({ dueAtMs });
      return void overdue({ dueAtMs }, rpc.sendOpts({ delay: limits.queueTimeoutMs }));
    }
    case 'refuse': {
      const { code, because } = command.params;
      const reason = failure(code, because === undefined ? undefined : `transaction ${because}`);
      return void transaction(command.params.transaction).refuse({ reason });
    }
    case 'wake':
      for (const id of context.unknown) transaction(id).event({ payload: { type: 'terminal.online' } });
  }
}
