/**
 * Decides which transaction may use a terminal: one transaction at a time, none while the outcome of another is unknown.
 *
 * <!-- diagram -->
 * ```mermaid
 * stateDiagram-v2
 *   state link {
 *     [*] --> unknown
 *   }
 *   state work {
 *     [*] --> idle
 *   }
 *   unknown --> online: link.up
 *   unknown --> offline: link.down
 *   online --> offline: link.down
 *   offline --> online: link.up
 *   idle --> occupied: always [lineNotEmpty], always [isOccupied]
 *   idle --> quarantined: always [isQuarantined]
 *   occupied --> quarantined: always [isQuarantined]
 *   occupied --> idle: always [isIdle]
 *   quarantined --> occupied: always [isOccupied]
 *   quarantined --> idle: always [isIdle]
 * ```
 * <!-- /diagram -->
 *
 * What holds in every state:
 * - A transaction is admitted at most once, and only when nothing runs and nothing is unknown.
 * - Waiting transactions are admitted in the order of their requests, as soon as the terminal is free.
 * - A terminal that leaves admits what waits already, and refuses what is new.
 * - `idle`, `occupied` and `quarantined` follow from the context alone; the link is what the traffic proved last.
 */
import { assign, setup } from 'xstate';
import type { TransactionId } from '../protocol/ids.ts';
import type { RefusalCode, TerminalContext, TerminalEvent, TerminalInput } from './terminal.types.ts';

type WithTransaction = { transaction: TransactionId };

/** The machine of one terminal: its link, what runs on it, what waits, and what keeps it. */
export const terminalMachine = setup({
  types: {} as { context: TerminalContext; input: TerminalInput; events: TerminalEvent; meta: { note: string } },
  actions: {
    // Commands (TerminalCommand documents each).
    admit: (_, _params: WithTransaction) => {},
    enqueue: (_, _params: WithTransaction) => {},
    refuse: (_, _params: WithTransaction & { code: RefusalCode; because: TransactionId | undefined }) => {},
    wake: () => {},

    rememberRunning: assign((_, { transaction }: WithTransaction) => ({ running: transaction })),
    rememberWaiting: assign(({ context }, { transaction }: WithTransaction) => ({
      waiting: [...context.waiting, transaction],
    })),
    rememberUnknown: assign(({ context }, { transaction }: WithTransaction) => ({
      running: context.running === transaction ? undefined : context.running,
      unknown: context.unknown.includes(transaction) ? context.unknown : [...context.unknown, transaction],
    })),
    // Only a waiting transaction can be withdrawn: an admitted one holds the terminal until it is settled.
    leaveLine: assign(({ context }, { transaction }: WithTransaction) => ({
      waiting: context.waiting.filter((id) => id !== transaction),
    })),
    forget: assign(({ context }, { transaction }: WithTransaction) => ({
      running: context.running === transaction ? undefined : context.running,
      unknown: context.unknown.filter((id) => id !== transaction),
      waiting: context.waiting.filter((id) => id !== transaction),
    })),
    rememberLeaving: assign((_, { isLeaving }: { isLeaving: boolean }) => ({ isLeaving })),
    runFirst: assign(({ context }) => ({ running: context.waiting[0], waiting: context.waiting.slice(1) })),
  },
  guards: {
    isLeaving: ({ context }) => context.isLeaving,
    isFree: ({ context }) => isFree(context) && context.waiting.length === 0,
    mayWait: ({ context }, { queue }: { queue: boolean }) => queue && context.waiting.length < context.queueMax,
    lineNotEmpty: ({ context }) => isFree(context) && context.waiting.length > 0,
    isQuarantined: ({ context }) => context.unknown.length > 0,
    isOccupied: ({ context }) => context.unknown.length === 0 && context.running !== undefined,
    isIdle: ({ context }) => isFree(context),
  },
}).createMachine({
  id: 'terminal',
  type: 'parallel',
  context: ({ input }) => ({ ...input, running: undefined, unknown: [], waiting: [], isLeaving: false }),
  states: {
    link: {
      initial: 'unknown',
      states: {
        unknown: {
          meta: { note: 'No contact with the terminal yet.' },
          on: { 'link.up': 'online', 'link.down': 'offline' },
        },
        online: { meta: { note: 'The terminal answered last.' }, on: { 'link.down': 'offline' } },
        offline: {
          meta: { note: 'The terminal could not be reached last.' },
          on: { 'link.up': { target: 'online', actions: 'wake' } },
        },
      },
    },
    work: {
      initial: 'idle',
      on: {
        'sale.requested': [
          {
            guard: 'isLeaving',
            actions: {
              type: 'refuse',
              params: ({ event }) => ({
                transaction: event.transaction,
                code: 'ERR_TERMINAL_REMOVED' as const,
                because: undefined,
              }),
            },
          },
          {
            guard: 'isFree',
            actions: [
              { type: 'rememberRunning', params: ({ event }) => ({ transaction: event.transaction }) },
              { type: 'admit', params: ({ event }) => ({ transaction: event.transaction }) },
            ],
          },
          {
            guard: { type: 'mayWait', params: ({ event }) => ({ queue: event.queue }) },
            actions: [
              { type: 'rememberWaiting', params: ({ event }) => ({ transaction: event.transaction }) },
              { type: 'enqueue', params: ({ event }) => ({ transaction: event.transaction }) },
            ],
          },
          {
            actions: {
              type: 'refuse',
              params: ({ context, event }) => ({ transaction: event.transaction, ...refusalOf(context, event.queue) }),
            },
          },
        ],
        'sale.withdrawn': {
          actions: { type: 'leaveLine', params: ({ event }) => ({ transaction: event.transaction }) },
        },
        // What runs, waits or is unknown goes on; nothing new joins it.
        'terminal.leaves': { actions: { type: 'rememberLeaving', params: { isLeaving: true } } },
        'terminal.stays': { actions: { type: 'rememberLeaving', params: { isLeaving: false } } },
        'transaction.unknown': {
          actions: { type: 'rememberUnknown', params: ({ event }) => ({ transaction: event.transaction }) },
        },
        'transaction.settled': {
          actions: { type: 'forget', params: ({ event }) => ({ transaction: event.transaction }) },
        },
      },
      states: {
        idle: {
          meta: { note: 'The next transaction is admitted at once.' },
          always: [
            {
              guard: 'lineNotEmpty',
              target: 'occupied',
              actions: [
                'runFirst',
                {
                  type: 'admit',
                  params: ({ context }) => ({ transaction: runningOf(context) }),
                },
              ],
            },
            { guard: 'isQuarantined', target: 'quarantined' },
            { guard: 'isOccupied', target: 'occupied' },
          ],
        },
        occupied: {
          meta: { note: 'A transaction runs. Others wait or are refused.' },
          always: [
            { guard: 'isQuarantined', target: 'quarantined' },
            { guard: 'isIdle', target: 'idle' },
          ],
        },
        quarantined: {
          meta: { note: 'The outcome of a transaction is unknown: nothing new until it is settled or overridden.' },
          always: [
            { guard: 'isOccupied', target: 'occupied' },
            { guard: 'isIdle', target: 'idle' },
          ],
        },
      },
    },
  },
});

function isFree({ running, unknown }: TerminalContext): boolean {
  return running === undefined && unknown.length === 0;
}

function runningOf({ running }: TerminalContext): TransactionId {
  if (running === undefined) throw new Error('the one that was taken from the queue runs');
  return running;
}

function refusalOf(
  context: TerminalContext,
  queue: boolean,
): { code: RefusalCode; because: TransactionId | undefined } {
  const [unknown] = context.unknown;
  if (queue) return { code: 'ERR_TERMINAL_QUEUE_FULL', because: unknown ?? context.running };
  if (unknown !== undefined) return { code: 'ERR_TERMINAL_QUARANTINED', because: unknown };
  return { code: 'ERR_TERMINAL_OCCUPIED', because: context.running ?? context.waiting[0] };
}
