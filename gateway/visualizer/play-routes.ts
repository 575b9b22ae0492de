import { z } from 'zod';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { PlayAction, PlayState } from '../../visualizer/view/play-state.ts';
import { lastEventIdOf } from '../events/event-streams.ts';
import { LazyFeed } from '../events/lazy-feed.ts';
import type { Endpoint } from '../route.ts';
import { NoQuery } from '../schemas/parameters.ts';
import type { ServerServices } from '../services.ts';

/** A till and a terminal to play with. */
export interface PlayControls {
  readonly state: () => PlayState;
  readonly act: (action: PlayAction) => Promise<void>;
  /** @returns ends it */
  readonly follow: (onState: (state: PlayState) => void) => () => void;
}

const press = <Name extends string>(...names: readonly Name[]) => z.enum(names);
const TouchSchema = z.discriminatedUnion('press', [
  z.strictObject({ press: press('tap', 'insert', 'swipe'), isForeign: z.boolean() }),
  z.strictObject({ press: z.literal('tip'), tip: z.int().min(0) }),
  z.strictObject({ press: z.literal('currency'), takesOffer: z.boolean() }),
  z.strictObject({ press: z.literal('pin'), isRight: z.boolean() }),
  z.strictObject({ press: z.literal('sign'), isAccepted: z.boolean() }),
  z.strictObject({ press: press('removeCard', 'cancel') }),
]);
const FAULTS = ['loseAnswer', 'loseRequest', 'refuse', 'slow', 'late', 'wrongKey', 'busy', 'hostDown'] as const;

/** What the page sends. An amount and a reference are checked where they are used. */
const ActionSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('pay'),
    amount: z.strictObject({ currency: z.string(), value: z.number() }),
    reference: z.string(),
    asksForTip: z.boolean(),
  }),
  z.strictObject({ do: press('stop', 'refund', 'check', 'kill', 'start', 'otherTill') }),
  z.strictObject({ do: z.literal('restart'), forgets: z.boolean() }),
  z.strictObject({ do: z.literal('decide'), outcome: press('charged', 'notCharged') }),
  z.strictObject({ do: z.literal('fault'), fault: z.enum(FAULTS), isOn: z.boolean() }),
  z.strictObject({ do: z.literal('touch'), touch: TouchSchema }),
]) satisfies z.ZodType<PlayAction>;

/** The routes of the play view. `close` ends what they follow. */
export function playRoutes(
  { state, act, follow }: PlayControls,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): { readonly endpoints: readonly Endpoint<ServerServices>[]; close(): void } {
  const feed = new LazyFeed({
    clock,
    newRun: () => Buffer.from(random.bytes(6)).toString('hex'),
    // Each state is a whole one: the newest says it all.
    kept: 1,
    reread: [],
    greeting: () => ({ type: 'message', data: JSON.stringify(state()) }),
    start: (emit) => follow((now) => emit('message', now)),
  });
  return {
    endpoints: [
      {
        method: 'get',
        path: '/api/play/feed',
        scope: 'read',
        query: NoQuery,
        handle({ headers, incoming, outgoing }, { streams }) {
          streams.begin(outgoing, { feed, headers, lastEventId: lastEventIdOf(incoming) });
          return 'stream';
        },
      },
      {
        method: 'post',
        path: '/api/play/do',
        scope: 'read',
        query: NoQuery,
        body: ActionSchema,
        async handle({ body }) {
          try {
            await act(body as PlayAction);
            return { status: 200, json: { done: true } };
          } catch (error) {
            const why = error instanceof Error ? error.message : 'It did not work.';
            return { status: 200, json: { done: false, why } };
          }
        },
      },
    ],
    close: () => feed.close(),
  };
}
