import { formatValue, InputError } from '../../errors.ts';
import { lastEventIdOf } from '../events/event-streams.ts';
import { here } from '../gateway-engine.ts';
import { NotFoundError } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { ChangesSchema, EntrySchema, OverviewSchema, RecordingSchema } from '../schemas/inspection-json.ts';
import { IdParams, NoQuery } from '../schemas/parameters.ts';
import type { InspectionServices } from '../services.ts';

/** What a page displays of an engine, or of a journal: see docs/visualizer.md. Nothing is computed while there is no reader. */
export const getInspection = defineRoute({
  method: 'get',
  path: '/v1/inspection',
  operationId: 'getInspection',
  summary: 'What the visualizer begins with: transactions in memory and terminals, in short.',
  scope: 'read',
  query: NoQuery,
  responses: { 200: { description: 'As it is now.', schema: OverviewSchema } },
  problems: { 501: ['ERR_GATEWAY_NOT_HERE'] },
  handle: async (_, { inspected }: InspectionServices) => ({ status: 200, json: await inspected().overview() }),
});

export const getRecording = defineRoute({
  method: 'get',
  path: '/v1/inspection/transactions/{id}',
  operationId: 'getRecording',
  summary: 'A transaction step by step: events, states, guards, commands, messages. Never what is in a message.',
  scope: 'read',
  params: IdParams,
  query: NoQuery,
  responses: { 200: { description: 'Folded from its records.', schema: RecordingSchema } },
  problems: { 404: ['ERR_INPUT_TRANSACTION'], 501: ['ERR_GATEWAY_NOT_HERE'], 503: ['ERR_JOURNAL_*', 'ERR_CLOSED'] },
  handle: async ({ params }, { inspected }: InspectionServices) => {
    const recording = await inspected().transaction(params.id);
    if (recording === undefined) throw notThere(params.id);
    return { status: 200, json: recording };
  },
});

export const followChanges = defineRoute({
  method: 'get',
  path: '/v1/inspection/changes',
  operationId: 'followChanges',
  summary:
    'Server-sent events: `changes` of those lists, ten times a second at most; `ready` and `gap` as of all events.',
  scope: 'read',
  query: NoQuery,
  responses: {
    200: {
      description: '`away`: the engine is not reached, and what was said last may not be true any more, until `ready`.',
      mediaType: 'text/event-stream',
      events: { changes: ChangesSchema },
    },
  },
  problems: { 501: ['ERR_GATEWAY_NOT_HERE'], 503: ['ERR_GATEWAY_STREAMS'] },
  handle({ headers, incoming, outgoing }, { streams, changes }: InspectionServices) {
    streams.begin(outgoing, { feed: here(changes), headers, lastEventId: lastEventIdOf(incoming) });
    return 'stream';
  },
});

export const followEntries = defineRoute({
  method: 'get',
  path: '/v1/inspection/entries',
  operationId: 'followEntries',
  summary: 'Server-sent events: `entry` for each event, message and screen, as `inspect$` has them.',
  scope: 'read',
  query: NoQuery,
  responses: {
    200: {
      description: 'From now on. A reader that is slow misses some: `gap`.',
      mediaType: 'text/event-stream',
      events: { entry: EntrySchema },
    },
  },
  problems: { 501: ['ERR_GATEWAY_NOT_HERE'], 503: ['ERR_GATEWAY_STREAMS'] },
  handle({ headers, incoming, outgoing }, { streams, entries }) {
    streams.begin(outgoing, { feed: here(entries), headers, lastEventId: lastEventIdOf(incoming) });
    return 'stream';
  },
});

function notThere(id: string): NotFoundError {
  const mistake = { path: 'id', expected: 'the id of a transaction that can be read', found: formatValue(id) };
  return new NotFoundError(new InputError('ERR_INPUT_TRANSACTION', mistake));
}
