import { z } from 'zod';
import { EVENT_TYPES } from '../events/event.ts';
import { lastEventIdOf } from '../events/event-streams.ts';
import { ProblemError } from '../problem.ts';
import { defineRoute } from '../route.ts';

const TYPES = `one or more of ${EVENT_TYPES.join(', ')}, with commas between them`;
const TYPE = `(?:${EVENT_TYPES.join('|')})`;

/** What happens, as it happens. */
export const followEvents = defineRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'followEvents',
  summary: `Server-sent events: ${EVENT_TYPES.join(', ')}; \`ready\` when the stream is up to date, \`gap\` when something is missing.`,
  scope: 'read',
  query: z.strictObject({
    types: z
      .string(TYPES)
      .regex(new RegExp(`^${TYPE}(?:,${TYPE})*$`), TYPES)
      .describe(TYPES)
      .exactOptional(),
    poiid: z.string().describe('of one terminal alone').exactOptional(),
    transaction: z.string().describe('of one transaction alone').exactOptional(),
  }),
  responses: {
    200: {
      description:
        'Each event has an `id`; the header Last-Event-ID goes on after it. Every 15 s a heart-beat moves the id on. `gap`: what came between is not kept any more, or is of an earlier run; read the lists that it names. Gateways that share a journal know the ids of each other: what came between is sent as it is now, without a gap.',
      mediaType: 'text/event-stream',
    },
  },
  problems: { 501: ['ERR_GATEWAY_NOT_HERE'], 503: ['ERR_GATEWAY_STREAMS', 'ERR_CLOSED'] },
  async handle({ query, headers, incoming, outgoing }, { streams, hub, missed }) {
    const { types, poiid, transaction } = query;
    const wanted = types?.split(',');
    if (wanted?.some((type) => !hub.reports(type))) throw new ProblemError('ERR_GATEWAY_NOT_HERE', { path: 'types' });
    const lastEventId = lastEventIdOf(incoming);
    streams.begin(outgoing, {
      feed: hub,
      filter: { types: wanted, poiid, transaction },
      headers,
      lastEventId,
      missed: lastEventId === undefined ? undefined : await missed(lastEventId),
    });
    return 'stream' as const;
  },
});
