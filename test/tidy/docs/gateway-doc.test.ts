import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../../gateway/access/tokens.ts';
import { EVENT_TYPES } from '../../../gateway/events/event.ts';
import { GATEWAY_LIMITS } from '../../../gateway/limits.ts';
import { PROBLEMS } from '../../../gateway/problem.ts';
import { ROUTES } from '../../../gateway/route-table.ts';
import { TransactionRequestSchema } from '../../../gateway/schemas/transaction-request.ts';

const page = readFileSync(new URL('../../../docs/gateway.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

describe('docs/gateway.md', () => {
  it('has every route with its scope, in the order of the table of routes, and no other', () => {
    const documented = rows
      .filter(([name = '']) => /^`(GET|PUT|POST) /.test(name))
      .map(([name, scope]) => [name, scope]);
    const routes = ROUTES.map(({ method, path, scope }) => [`\`${method.toUpperCase()} ${path}\``, `\`${scope}\``]);
    expect(documented).toEqual(routes);
  });

  it('has every problem of the gateway with its status', () => {
    const documented = rows
      .filter(([code = '']) => code.startsWith('`ERR_GATEWAY_'))
      .map(([code, status]) => [code, status]);
    expect(documented).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => [`\`${code}\``, String(status)]));
  });

  it('has every scope, every type of a transaction and every type of an event', () => {
    const types = TransactionRequestSchema.options.flatMap(({ shape: { type } }): string[] =>
      'options' in type ? type.options : [...type.values],
    );
    for (const name of [...SCOPES, ...types, ...EVENT_TYPES]) expect(page).toContain(`\`${name}\``);
  });

  it('states the limits as they are', () => {
    const { bodyBytesMax, headersBytesMax, bodyTimeoutMs, connectionsMax, requestsPerSecond, streamsMax } =
      GATEWAY_LIMITS;
    const stated =
      `bodies of ${bodyBytesMax / 1024} KiB, headers of ${headersBytesMax / 1024} KiB, ${bodyTimeoutMs / 1000} s for each, ` +
      `${connectionsMax} connections, ${requestsPerSecond} requests a second for each token, ${streamsMax} event streams`;
    expect(page).toContain(stated);
    expect(page).toContain(`the newest ${GATEWAY_LIMITS.eventsKept.toLocaleString('en')} events are kept`);
    expect(page).toContain(`Every ${GATEWAY_LIMITS.heartBeatMs / 1000} s a heart-beat`);
    expect(page).toContain(`leaves ${GATEWAY_LIMITS.streamBufferBytesMax / 1024 / 1024} MiB unread`);
  });
});
