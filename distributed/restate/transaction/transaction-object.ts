import { isDeepStrictEqual } from 'node:util';
import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';
import type { JsonObject, OverrideRequest } from 'tenderline';
import type { TransactionEventPayload } from 'tenderline/machines';
import { failure } from 'tenderline/protocol';
import { isSettled, overrideEvent, parseOverride, type WorkerParts } from 'tenderline/runtime';
import { TERMINAL, TRANSACTION, type Act, type Asked, type TransactionHandlers } from '../contracts.ts';
import { mistaken, orMistake } from '../till/mistaken.ts';
import { PRIVATE } from '../worker/settings.ts';
import { itemOf, nothingYet, snapshotOf, viewOf, type Head } from './head.ts';
import { hearDisplayed, hearUnmatched, takeOrNote } from './heard.ts';
import { open, refuse } from './open.ts';
import { ask, publish, take, type Surroundings } from './take.ts';

/**
 * One transaction: the only writer of it. Its key is the id. Restate runs one handler of a key at a time, to its end, and one that fails goes on
 * where it stood. The machine decides, in `take`; here is what there is before it begins and after it has ended.
 */
export function transactionObject(surroundings: Surroundings & { readonly parts: WorkerParts }) {
  return object({
    name: TRANSACTION.name,
    options: PRIVATE,
    handlers: {
      ask: async (ctx: ObjectContext, asked) => {
        const known = await headOf(ctx);
        if (known !== null && !isSame(known.asked, asked)) {
          const expected = 'a new id for another request';
          return mistaken('ERR_INPUT_ID_REUSED', { path: 'id', expected, found: `${ctx.key}, which is taken` });
        }
        if (known !== null && !isNewWish(known, asked)) return viewOf(ctx.key, known);
        const { version = 0, watchers = [] } = known ?? {};
        const head: Head = { version, asked, phase: 'queued', ...nothingYet(), watchers };
        if (asked.refusal !== undefined) {
          refuse(ctx, head, asked.refusal, false);
        } else {
          ctx.objectSendClient(TERMINAL, asked.poiid).request({ transaction: ctx.key, queue: asked.queue });
          publish(ctx, head);
        }
        return viewOf(ctx.key, head);
      },

      enqueued: async (ctx: ObjectContext, { dueAtMs }) => {
        const head = await headOf(ctx);
        if (head?.phase !== 'queued') return;
        head.queuedUntilMs = dueAtMs;
        ctx.set('head', head);
      },

      overdue: async (ctx: ObjectContext, { dueAtMs }) => {
        const head = await headOf(ctx);
        if (head?.phase !== 'queued' || head.queuedUntilMs !== dueAtMs) return;
        refuse(ctx, head, failure('ERR_TERMINAL_QUEUE_TIMEOUT'), false);
      },

      open: async (ctx: ObjectContext, { at }) => {
        const head = await headOf(ctx);
        if (head === null || head.phase === 'begun') return;
        // Withdrawn while its turn came: it never settles, and must not keep the terminal.
        if (head.phase === 'refused') return refuse(ctx, head, head.refusal ?? failure('ERR_WITHDRAWN'), true);
        await open(ctx, head, at, surroundings);
      },

      refuse: async (ctx: ObjectContext, { reason }) => {
        const head = await headOf(ctx);
        if (head?.phase === 'queued') refuse(ctx, head, reason, false);
      },

      event: async (ctx: ObjectContext, { payload, dueAtMs, ended }) => {
        const head = await headOf(ctx);
        if (head?.phase !== 'begun') return;
        if (isStale(head, payload, dueAtMs)) return;
        const isClosed = ended !== undefined && head.transmission?.holder === ended;
        if (isClosed) delete head.transmission;
        await takeOrNote(ctx, head, payload, surroundings);
        if (!isClosed || head.isAskHeld !== true) return;
        ask(ctx, head);
        ctx.set('head', head);
      },

      claim: async (ctx: ObjectContext, { attempt, ServiceID, abandon }) => {
        const head = await headOf(ctx);
        if (head?.phase !== 'begun') return { kind: 'stale' };
        const before = snapshotOf(head);
        if (isSettled(before) || before.context.input.ServiceID !== ServiceID) return { kind: 'stale' };
        // The first one has it, for good, and only while the request is being sent: the machine decides that.
        if (before.context.claim === undefined) {
          await take(ctx, head, { type: 'attempt.claimed', attempt }, surroundings);
        }
        const { claim: holder, input, abortRequested } = snapshotOf(head).context;
        if (holder === undefined) return { kind: 'closed' };
        if (holder === attempt) {
          head.transmission = { holder, abandon, isAbandoned: false };
          ctx.set('head', head);
        }
        return { kind: 'held', holder, input, abortRequested };
      },

      act: async (ctx: ObjectContext, { till, act }) => {
        const head = await headOf(ctx);
        if (head === null || head.asked.till !== till) return null;
        const event = orMistake(() => eventOf(ctx.key, act, head));
        if ('mistake' in event) return event;
        if (act.do === 'abort' && head.phase === 'queued') refuse(ctx, head, failure('ERR_WITHDRAWN'), false);
        if (head.phase !== 'begun') return viewOf(ctx.key, head);
        if (!isSettled(snapshotOf(head))) await take(ctx, head, event, surroundings);
        return viewOf(ctx.key, head);
      },

      watch: async (ctx: ObjectContext, { till, since, awakeable }) => {
        const head = await headOf(ctx);
        if (head?.asked.till !== till) return null;
        if (head.version <= since) {
          head.watchers.push(awakeable);
          ctx.set('head', head);
        }
        return viewOf(ctx.key, head);
      },

      unwatch: async (ctx: ObjectContext, { awakeable }) => {
        const head = await headOf(ctx);
        if (head === null) return;
        head.watchers = head.watchers.filter((watcher) => watcher !== awakeable);
        ctx.set('head', head);
      },

      unmatched: async (ctx: ObjectContext, response) => {
        const head = await headOf(ctx);
        return head?.phase === 'begun' && (await hearUnmatched(ctx, head, response, surroundings));
      },

      displayed: async (ctx: ObjectContext, notification) => {
        const head = await headOf(ctx);
        return head?.phase === 'begun' && (await hearDisplayed(ctx, head, notification, surroundings));
      },

      prune: async (ctx: ObjectContext, { events }) => {
        const head = await headOf(ctx);
        // What somebody must look at is kept.
        if (head === null || head.events !== events || head.late.length > 0) return;
        for (let n = 0; n < head.events; n += 1) ctx.clear(`event.${n}`);
        ctx.clear('opened');
      },

      state: handlers.object.shared(async (ctx: ObjectSharedContext, { till }) => {
        const head = await headOf(ctx);
        return head?.asked.till === till ? viewOf(ctx.key, head) : null;
      }),

      listed: handlers.object.shared(async (ctx: ObjectSharedContext, { till }) => {
        const head = await headOf(ctx);
        return head?.phase === 'begun' && head.asked.till === till ? itemOf(head) : null;
      }),

      history: handlers.object.shared(async (ctx: ObjectSharedContext, { till }) => {
        const head = await headOf(ctx);
        if (head?.asked.till !== till) return null;
        const events: JsonObject[] = [];
        for (let n = 0; n < head.events; n += 1) {
          const event = await ctx.get<JsonObject>(`event.${n}`);
          if (event !== null) events.push(event);
        }
        return events;
      }),
    } satisfies TransactionHandlers,
  });
}

/** As it is stored; what a version before did not have is filled in. */
async function headOf(ctx: ObjectSharedContext): Promise<Head | null> {
  const stored = await ctx.get<Head>('head');
  return stored && { ...nothingYet(), ...stored };
}

function isSame(one: Asked, other: Asked): boolean {
  return one.till === other.till && one.type === other.type && isDeepStrictEqual(one.same, other.same);
}

/** Of a refused one nothing was sent: it may be asked for again, by who knows of the refusal. */
function isNewWish({ phase, version }: Head, { after }: Asked): boolean {
  return phase === 'refused' && after === version;
}

function isStale({ timers }: Head, { type }: TransactionEventPayload, dueAtMs: number | undefined): boolean {
  if (type !== 'timer.check' && type !== 'timer.response') return false;
  return timers[type === 'timer.check' ? 'check' : 'response'] !== dueAtMs;
}

function eventOf(id: string, act: Act, head: Head): TransactionEventPayload {
  if (act.do !== 'override') return { type: act.do === 'abort' ? 'sale.abort' : 'sale.checkStatus' };
  const { by, reason, outcome } = act;
  return overrideEvent(
    parseOverride({ transaction: id, by, reason, outcome } as OverrideRequest),
    viewOf(id, head).state,
  );
}
