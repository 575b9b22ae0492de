import { z } from 'zod';
import { VERSION } from '../../version.ts';
import { defineRoute } from '../route.ts';

const text = (description: string, mediaType = 'text/plain; charset=utf-8') => ({ description, mediaType });

/** What is said of the gateway itself. */
export const getHealth = defineRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether the process answers: a supervisor restarts one that does not.',
  scope: 'none',
  responses: { 200: { description: 'It does.', schema: z.object({ status: z.literal('ok'), version: z.string() }) } },
  problems: {},
  handle: () => ({ status: 200, json: { status: 'ok', version: VERSION } }),
});

export const getReadiness = defineRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary:
    'Whether new transactions are taken: not while the gateway stops, and not while the journal fails or the cluster is not reached.',
  scope: 'none',
  responses: { 200: { description: 'They are.', schema: z.object({ status: z.literal('ready') }) } },
  problems: { 503: ['ERR_GATEWAY_DRAINING', 'ERR_GATEWAY_AWAY', 'ERR_JOURNAL_*'] },
  handle(_, { assertReady }) {
    assertReady();
    return { status: 200, json: { status: 'ready' } };
  },
});

export const getMetrics = defineRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  summary: "Numbers in Prometheus' text format.",
  scope: 'local',
  responses: { 200: text('No label is an id or a reference.', 'text/plain; version=0.0.4; charset=utf-8') },
  problems: {},
  handle: async (_, { metrics }) => ({ status: 200, text: await metrics.text(), mediaType: metrics.contentType }),
});

export const getDocument = defineRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDocument',
  summary: 'This document.',
  scope: 'none',
  responses: { 200: { description: 'OpenAPI 3.1.', schema: z.record(z.string(), z.unknown()) } },
  problems: {},
  handle: (_, { document }) => ({ status: 200, json: document() }),
});
