import { z } from 'zod';
import { transactionToJson, TransactionJsonSchema } from '../../engine/transaction-json.ts';
import { here } from '../gateway-engine.ts';
import { defineRoute } from '../route.ts';
import { AlertJsonSchema, OrphanJsonSchema, orphanToJson } from '../schemas/orphan-json.ts';
import { NoQuery } from '../schemas/parameters.ts';

/** What a person has to look at. */
export const listUnresolved = defineRoute({
  method: 'get',
  path: '/v1/unresolved',
  operationId: 'listUnresolved',
  summary: 'Transactions whose outcome is unknown, also straight after a restart.',
  scope: 'read',
  query: NoQuery,
  responses: {
    200: { description: 'All of them.', schema: z.object({ transactions: z.array(TransactionJsonSchema) }) },
  },
  problems: { 503: ['ERR_GATEWAY_AWAY'] },
  handle: async (_, { engine }) => ({
    status: 200,
    json: { transactions: (await engine.unresolved()).map((state) => transactionToJson(state)) },
  }),
});

export const listOrphans = defineRoute({
  method: 'get',
  path: '/v1/orphans',
  operationId: 'listOrphans',
  summary: 'Results that no transaction waits for, of earlier runs too, until they are dismissed.',
  scope: 'read',
  query: NoQuery,
  responses: { 200: { description: 'All of them.', schema: z.object({ orphans: z.array(OrphanJsonSchema) }) } },
  problems: { 503: ['ERR_GATEWAY_AWAY'] },
  handle: async (_, { engine }) => ({ status: 200, json: { orphans: (await engine.orphans()).map(orphanToJson) } }),
});

export const listAlerts = defineRoute({
  method: 'get',
  path: '/v1/alerts',
  operationId: 'listAlerts',
  summary: 'Alerts since the gateway started, the newest last. What they are about stays in the list of orphans.',
  scope: 'read',
  query: NoQuery,
  responses: { 200: { description: 'The newest of them.', schema: z.object({ alerts: z.array(AlertJsonSchema) }) } },
  problems: { 501: ['ERR_GATEWAY_NOT_HERE'] },
  handle: (_, { hub }) => ({ status: 200, json: { alerts: here(hub.alerts) } }),
});
