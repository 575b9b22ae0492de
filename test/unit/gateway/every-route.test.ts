import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Door } from '../../../gateway/access/door.ts';
import { GATEWAY_LIMITS } from '../../../gateway/limits.ts';
import { problemOf, type Problem } from '../../../gateway/problem.ts';
import { listTransactions } from '../../../gateway/routes/history.ts';
import { getMetrics } from '../../../gateway/routes/server.ts';
import { ROUTES } from '../../../gateway/route-table.ts';
import type { Route } from '../../../gateway/route.ts';
import { putTransaction } from '../../../gateway/routes/transactions.ts';
import { JournalError } from '../../../errors.ts';
import type { Engine } from '../../../index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { awayEngine } from '../../support/gateway/away-engine.ts';
import { assertDocumented, documentedPairs, seen } from '../../support/gateway/document.ts';
import {
  openTestGateway,
  payment,
  startTestGateway,
  TOKENS,
  type CallOptions,
} from '../../support/gateway/test-gateway.ts';
import { startTwoServers } from '../../support/gateway/two-servers.ts';
import { http, never, type Behaviour } from '../../support/terminal/sealed-terminal.ts';
import { answersStrangers, APPROVAL, approves, losesAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, POIID } from '../../support/test-engine.ts';

const SUCCESS = { Response: { Result: 'Success' } };
const DECISION = { by: 'Ada', reason: 'looked at the receipt' };
const LINES = { lines: ['Hello'] };
const RECEIPT = { DocumentQualifier: 'CustomerReceipt', OutputContent: { OutputText: [{ Text: 'PAID' }] } };

/** A valid body of each route that has one. */
const BODIES: Readonly<Record<string, unknown>> = {
  putTransaction: payment(),
  overrideTransaction: { ...DECISION, outcome: 'charged' },
  dismissOrphan: DECISION,
  diagnoseTerminal: {},
  displayOnTerminal: LINES,
  askShopper: { command: 'GetConfirmation', question: 'Member?', cancelLabel: 'No', confirmLabel: 'Yes' },
  printOnTerminal: LINES,
  readTotals: {},
  requestOfTerminal: { category: 'Admin', body: { ServiceIdentification: 'x' } },
};

const methodOf = ({ method }: Route) => method.toUpperCase();
const pathOf = ({ path }: Route, id = 'basket-1') => path.replace('{id}', id).replace('{poiid}', POIID);
const bodyOf = ({ operationId }: Route): CallOptions => (operationId in BODIES ? { body: BODIES[operationId] } : {});
const withToken = ROUTES.filter(({ scope }) => scope !== 'none' && scope !== 'local');
const withBody = ROUTES.filter(({ body }) => body !== undefined);
const ofTerminals = ROUTES.filter(({ path }) => path.includes('{poiid}'));
const asking = ofTerminals.filter(({ method, operationId }) => method === 'post' && operationId !== 'moveTerminal');
const ofIds = ROUTES.filter(({ path, method }) => path.includes('{id}') && method !== 'put');

/** What each category answers, for the routes that ask a terminal. */
const answers: Behaviour = (asked) => {
  switch (asked.category) {
    case 'Display':
      return asked.answer({ OutputResult: [SUCCESS] });
    case 'Input':
      return asked.answer({ InputResult: { ...SUCCESS, Input: { ConfirmedFlag: true } } });
    case 'GetTotals':
      return asked.answer({
        ...SUCCESS,
        POIReconciliationID: '7',
        TransactionTotals: [
          {
            PaymentInstrumentType: 'Card',
            CardBrand: 'visa',
            PaymentCurrency: 'EUR',
            PaymentTotals: [{ TransactionType: 'Debit', TransactionCount: 2, TransactionAmount: '21.98' }],
          },
        ],
      });
    case 'Diagnosis':
      return asked.answer({ ...SUCCESS, POIStatus: { GlobalStatus: 'OK', CommunicationOKFlag: true } });
    default:
      return approves(asked);
  }
};

/** A gateway for all of these routes: to start one for each would take most of the time. */
async function forEach(
  routes: readonly Route[],
  start: () => Promise<TestGateway>,
  check: (route: Route, gateway: TestGateway) => Promise<void>,
): Promise<void> {
  expect(routes.length).toBeGreaterThan(0);
  const gateway = await start();
  for (const route of routes) await check(route, gateway);
}

type TestGateway = Awaited<ReturnType<typeof openTestGateway>>;
const ask = ({ call }: TestGateway, route: Route, over: CallOptions = {}, query = '') =>
  call(methodOf(route), pathOf(route) + query, { ...bodyOf(route), ...over });
const problem = (status: number, code: string) => ({ status, json: { code } });

describe('every route', () => {
  it('refuses a token in its address', () =>
    forEach(ROUTES, startTestGateway, async (route, gateway) => {
      const answer = await ask(gateway, route, {}, `?access_token=${TOKENS.office}`);
      expect(answer).toMatchObject(problem(400, 'ERR_GATEWAY_TOKEN_IN_QUERY'));
      expect(answer.text).not.toContain(TOKENS.office);
    }));

  it('refuses a call without a token, where it needs one', () =>
    forEach(withToken, withPatience, async (route, gateway) => {
      for (const token of [null, 'wrong', `${TOKENS.office}x`]) {
        const answer = await ask(gateway, route, { token });
        expect(answer).toMatchObject(problem(401, 'ERR_GATEWAY_TOKEN'));
        expect(answer.headers['www-authenticate']).toContain('Bearer');
      }
    }));

  it('refuses a token without its scope', () => {
    const scopes = ['read', 'pay', 'operate'] as const;
    const tokens = scopes.map((missing) => ({
      name: `without-${missing}`,
      token: `${missing}-${'x'.repeat(40)}`,
      scopes: scopes.filter((scope) => scope !== missing),
    }));
    return forEach(
      withToken,
      () => startTestGateway(approves, { options: { tokens } }),
      async (route, gateway) => {
        const answer = await ask(gateway, route, { token: `${route.scope}-${'x'.repeat(40)}` });
        expect(answer).toMatchObject(problem(403, 'ERR_GATEWAY_SCOPE'));
      },
    );
  });

  it('refuses a page of another origin, and another host', () =>
    forEach(ROUTES, startTestGateway, async (route, gateway) => {
      for (const Origin of ['https://evil.example', 'null', gateway.gateway.url]) {
        expect(await ask(gateway, route, { headers: { Origin } })).toMatchObject(problem(403, 'ERR_GATEWAY_ORIGIN'));
      }
      for (const Host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80']) {
        expect(await ask(gateway, route, { headers: { Host } })).toMatchObject(problem(421, 'ERR_GATEWAY_HOST'));
      }
    }));

  it('is refused when its caller calls too often, and says when to come again', () =>
    forEach(ROUTES, floodedGateway, async (route, gateway) => {
      const answer = await ask(gateway, route);
      expect(answer).toMatchObject(problem(429, 'ERR_GATEWAY_RATE'));
      expect(answer.headers['retry-after']).toBe('1');
    }));

  it('says nothing of a failure that was not foreseen', () =>
    forEach(ROUTES, brokenGateway, async (route, gateway) => {
      const answer = await ask(gateway, route);
      expect(answer).toMatchObject(problem(500, 'ERR_GATEWAY_INTERNAL'));
      expect(answer.text).not.toContain('secret');
    }));

  it('with a body refuses one that is no JSON, too large, slow, or of another type', () =>
    forEach(withBody, withSmallLimits, async (route, gateway) => {
      const refusals: [CallOptions, number, string][] = [
        [{ body: '{"type":' }, 400, 'ERR_GATEWAY_JSON'],
        [{ body: `"${'x'.repeat(100)}"` }, 413, 'ERR_GATEWAY_BODY_TOO_LARGE'],
        [{ body: '{}', headers: { 'Content-Type': 'text/plain' } }, 415, 'ERR_GATEWAY_MEDIA_TYPE'],
      ];
      for (const [given, status, code] of refusals) {
        expect(await ask(gateway, route, given)).toMatchObject(problem(status, code));
      }
      const slow = await rawAnswer(gateway.gateway.url, [
        `${methodOf(route)} ${pathOf(route)} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Authorization: Bearer ${TOKENS.office}`,
        'Content-Type: application/json',
        'Content-Length: 60',
        '',
        '{',
      ]);
      expect(slow).toMatchObject(problem(408, 'ERR_GATEWAY_TIMEOUT'));
      assertDocumented(methodOf(route), pathOf(route), 408, slow.contentType, slow.json);
    }));

  it('with a body refuses one that is not of its schema', () =>
    forEach(withBody, startTestGateway, async (route, gateway) => {
      const answer = await ask(gateway, route, { body: { unheardOf: true } });
      expect(answer).toMatchObject({ status: 400, json: { code: expect.stringMatching(/^ERR_INPUT_/) } });
    }));

  it('refuses a parameter that it does not have', () =>
    forEach(ROUTES, startTestGateway, async (route, gateway) => {
      expect(await ask(gateway, route, {}, '?wiat=1')).toMatchObject(problem(400, 'ERR_INPUT_REQUEST'));
    }));

  it('that starts something starts nothing while the gateway stops', async () => {
    const world = await startTestGateway();
    world.gateway.drain();
    const starting = ROUTES.filter(({ startsWork }) => startsWork);
    await forEach(
      starting,
      () => Promise.resolve(world),
      async (route, gateway) => {
        const answer = await ask(gateway, route);
        expect(answer).toMatchObject(problem(503, 'ERR_GATEWAY_DRAINING'));
        expect(answer.headers['retry-after']).toBe('5');
      },
    );
    expect(world.terminal.received).toEqual([]);
  });

  it('of a terminal does not know another one', () =>
    forEach(ofTerminals, startTestGateway, async (route, { call }) => {
      const answer = await call(methodOf(route), route.path.replace('{poiid}', 'V400m-1'), bodyOf(route));
      expect(answer).toMatchObject(problem(404, 'ERR_INPUT_TERMINAL'));
    }));

  it('of an id does not know another one', () =>
    forEach(ofIds, startTestGateway, async (route, gateway) => {
      expect((await ask(gateway, route)).status).toBe(404);
    }));

  it('says so when the journal cannot be read', () =>
    forEach([putTransaction, listTransactions, ...ofIds], withoutJournal, async (route, gateway) => {
      expect(await ask(gateway, route)).toMatchObject(problem(503, 'ERR_JOURNAL_IO'));
    }));

  it('of a terminal says so when the engine is closed', async () => {
    const world = await startTestGateway();
    await world.end();
    await forEach(
      ofTerminals,
      () => Promise.resolve(world),
      async (route, gateway) => {
        expect(await ask(gateway, route)).toMatchObject(problem(503, 'ERR_CLOSED'));
      },
    );
  });
});

describe('the answers that routes are for', () => {
  it('of terminals are what the terminal said', () =>
    forEach(
      asking,
      () => startTestGateway(answers),
      async (route, gateway) => {
        expect(await ask(gateway, route)).toMatchObject({ status: 200, json: { kind: 'answered' } });
      },
    ));

  it('of terminals say so when no answer comes', () =>
    forEach(
      asking,
      () => startTestGateway(() => http(503, '')),
      async (route, gateway) => {
        expect(await ask(gateway, route)).toMatchObject({ status: 200, json: { kind: 'noAnswer' } });
      },
    ));

  it('of transactions', async () => {
    const { put, get, post } = await startTestGateway();
    expect((await put('/v1/transactions/basket-1?wait=9', payment())).status).toBe(201);
    expect((await put('/v1/transactions/basket-1', payment())).status).toBe(200);
    expect((await put('/v1/transactions/basket-1', payment({ reference: 'other' }))).status).toBe(409);
    expect((await get('/v1/transactions/basket-1')).status).toBe(200);
    expect((await get('/v1/transactions?limit=1')).status).toBe(200);
    expect(await get('/v1/transactions/basket-1/receipt')).toMatchObject(problem(404, 'ERR_INPUT_RECEIPT'));
    expect((await post('/v1/transactions/basket-1/abort')).status).toBe(200);
    expect((await post('/v1/transactions/basket-1/check')).status).toBe(200);
    expect((await post('/v1/transactions/basket-1/override', { ...DECISION, outcome: 'unknown' })).status).toBe(409);
  });

  it('of a receipt', async () => {
    const { put, get } = await startTestGateway((asked) => asked.answer({ ...APPROVAL, PaymentReceipt: RECEIPT }));
    await put('/v1/transactions/basket-1?wait=9', payment());
    expect(await get('/v1/transactions/basket-1/receipt?width=32')).toMatchObject({ status: 200, text: 'PAID\n' });
  });

  it('of what needs a person', async () => {
    const { put, get, post, audit, engine } = await startTestGateway(answersStrangers);
    await put('/v1/transactions/basket-1', payment());
    while (engine.orphans().length === 0 || engine.unresolved().length === 0) await settle();
    expect((await get('/v1/unresolved')).json).toMatchObject({
      transactions: [{ id: 'basket-1', tags: expect.arrayContaining(['outcomeUnknown']) }],
    });
    const [orphan] = (await get('/v1/orphans')).json['orphans'] as { readonly id: string }[];
    expect(orphan).toMatchObject({
      poiid: POIID,
      serviceId: 'STRANGER01',
      result: { kind: 'approved', charged: 'yes' },
    });
    expect((await get('/v1/alerts')).json).toMatchObject({ alerts: [{ kind: 'orphan', orphan: { id: orphan?.id } }] });
    expect((await post(`/v1/orphans/${orphan?.id}/dismiss`, DECISION)).json).toMatchObject({ id: orphan?.id });
    expect((await get('/v1/orphans')).json).toEqual({ orphans: [] });
    expect((await post('/v1/transactions/basket-1/override', { ...DECISION, outcome: 'notCharged' })).status).toBe(200);
    expect(audit).toMatchObject([{ action: 'dismiss', subject: orphan?.id, by: 'Ada' }, { action: 'override' }]);
  });

  it('of terminals and of the gateway itself', async () => {
    const { get, gateway } = await startTestGateway(losesAnswers);
    expect((await get('/v1/terminals')).json).toMatchObject({ terminals: [{ poiid: POIID }, {}] });
    expect((await get(`/v1/terminals/${POIID}`)).json).toMatchObject({ poiid: POIID, work: 'idle' });
    expect((await get('/healthz', { token: null })).json).toMatchObject({ status: 'ok' });
    expect((await get('/readyz', { token: null })).json).toEqual({ status: 'ready' });
    expect((await get('/openapi.json', { token: null })).json).toMatchObject({ openapi: '3.1.0' });
    expect((await get('/metrics', { token: null })).text).toContain('tenderline_transactions_total');
    gateway.drain();
    expect(await get('/readyz', { token: null })).toMatchObject({
      status: 503,
      json: { code: 'ERR_GATEWAY_DRAINING' },
    });
  });

  it('of a terminal that no other server shares, and of one that another server takes', async () => {
    const alone = await startTestGateway();
    expect(await alone.post(`/v1/terminals/${POIID}/move`)).toMatchObject(problem(409, 'ERR_GATEWAY_ALONE'));
    const { a } = await startTwoServers();
    expect(await a.post(`/v1/terminals/${POIID}/move`)).toMatchObject({ status: 200, json: { poiid: POIID } });
  });

  it('of the metrics need a token from another machine', () => {
    const door = new Door(() => undefined, GATEWAY_LIMITS, steppedClock());
    const from = (remoteAddress: string | undefined) => ({ socket: { remoteAddress }, headers: {} }) as IncomingMessage;
    for (const local of ['127.0.0.1', '::1', undefined]) {
      expect(door.admit(from(local), new URLSearchParams(), getMetrics.scope)).toBeUndefined();
    }
    const refusal = problemThrown(() => door.admit(from('192.0.2.7'), new URLSearchParams(), getMetrics.scope));
    expect(refusal).toMatchObject({ status: 401 });
    assertDocumented('GET', '/metrics', refusal.status, 'application/problem+json', refusal);
  });

  it('of the visualizer', async () => {
    const { put, get, engine } = await startTestGateway(losesAnswers);
    await put('/v1/transactions/basket-1', payment());
    while (engine.unresolved().length === 0) await settle();
    expect((await get('/v1/inspection')).json).toMatchObject({ source: 'live', heads: [{ id: 'basket-1' }] });
    const recording = await get('/v1/inspection/transactions/basket-1');
    expect(recording).toMatchObject({ status: 200, json: { head: { charged: 'unknown' } } });
    expect(recording.text).toContain('"k":"step"');
  });

  it.each(['/v1/events', '/v1/inspection/changes', '/v1/inspection/entries'])('of the stream %s', async (path) => {
    const { gateway, call } = await startTestGateway(() => never, { options: { limits: { streamsMax: 1 } } });
    const abort = new AbortController();
    const headers = { Authorization: `Bearer ${TOKENS.reader}` };
    const open = await fetch(`${gateway.url}${path}`, { headers, signal: abort.signal });
    assertDocumented('GET', path, open.status, open.headers.get('content-type') ?? '', '');
    const second = await call('GET', path);
    expect(second).toMatchObject({ status: 503, json: { code: 'ERR_GATEWAY_STREAMS' } });
    abort.abort();
  });
});

describe('an engine that is not in the process', () => {
  const missing = ['listAlerts', 'moveTerminal', 'getInspection', 'getRecording', 'followChanges', 'followEntries'];
  const others = ROUTES.filter(
    ({ operationId, scope }) => ![...missing, 'followEvents'].includes(operationId) && scope !== 'none',
  );
  const asked = others.filter(({ scope }) => scope !== 'local');

  it.each(ROUTES.filter(({ operationId }) => missing.includes(operationId)).map((route) => [route.operationId, route]))(
    'answers that %s is not here',
    async (_, route) => {
      const { call } = await openTestGateway(awayEngine());
      const answer = await call(methodOf(route), pathOf(route), bodyOf(route));
      expect([answer.status, answer.json['code']]).toEqual([501, 'ERR_GATEWAY_NOT_HERE']);
    },
  );

  it.each(asked.map((route) => [route.operationId, route] as const))('answers %s when it is away', async (_, route) => {
    const { call } = await openTestGateway(awayEngine());
    const answer = await call(methodOf(route), pathOf(route), bodyOf(route));
    expect([answer.status, answer.json['code']]).toEqual([503, 'ERR_GATEWAY_AWAY']);
  });

  it('is not ready then, and has no numbers of what cannot be asked for', async () => {
    const { get } = await openTestGateway(awayEngine());
    expect(await get('/readyz')).toMatchObject({ status: 503, json: { code: 'ERR_GATEWAY_AWAY' } });
    const metrics = await get('/metrics');
    expect(metrics.text).toContain('tenderline_unknown_outcomes Nan');
    expect(metrics.text).toContain('tenderline_journal_failing 1');
  });

  it('refuses events that it never has, and a page', async () => {
    const { get } = await openTestGateway(awayEngine());
    expect(await get('/v1/events?types=transaction,alert')).toMatchObject({ status: 501, json: { path: 'types' } });
    await expect(openTestGateway(awayEngine(), { visualizer: true })).rejects.toMatchObject({
      code: 'ERR_CONFIG_GATEWAY',
      path: 'visualizer',
    });
  });
});

describe('the document', () => {
  it('has no route and no status that was not seen here', () => {
    expect(documentedPairs().filter((pair) => !seen.has(pair))).toEqual([]);
  });
});

function problemThrown(call: () => unknown): Problem {
  try {
    call();
  } catch (error) {
    return problemOf(error);
  }
  throw new Error('it was let in');
}

/** A gateway whose callers used up their requests; the clock stands still. */
async function floodedGateway(): Promise<TestGateway> {
  const world = await startTestGateway(approves, {
    options: { limits: { requestsPerSecond: 1 }, clock: steppedClock() },
  });
  for (let count = 0; count < 2; count += 1) await world.get('/healthz');
  return world;
}

/** A gateway that lets others than its callers try often. */
function withPatience(): Promise<TestGateway> {
  return startTestGateway(approves, { options: { limits: { strangeRequestsPerSecond: 1000 } } });
}

/** A gateway with a part that throws. */
function brokenGateway(): Promise<TestGateway> {
  const upMs = () => {
    throw new Error('secret');
  };
  return startTestGateway(approves, { options: { clock: { ...steppedClock(), upMs } } });
}

function withSmallLimits(): Promise<TestGateway> {
  return startTestGateway(approves, { options: { limits: { bodyBytesMax: 64, bodyTimeoutMs: 20 } } });
}

/** A gateway over an engine whose journal cannot be read or written. */
async function withoutJournal(): Promise<TestGateway> {
  const { engine } = await createTestEngine();
  const fails = () => Promise.reject(new JournalError('ERR_JOURNAL_IO', 'the disk failed'));
  const broken: Engine = new Proxy(engine, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (name === 'find' || name === 'history' || name === 'dismissOrphan') return fails;
      if (name === 'inspection') return { transaction: fails };
      // It is a list and has members of its own.
      if (name === 'terminals') return value;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return openTestGateway(broken);
}

/** Sends bytes, and reads the answer to its end. */
function rawAnswer(
  url: string,
  lines: readonly string[],
): Promise<{ status: number; contentType: string; json: unknown }> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(lines.join('\r\n')));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const contentType = /content-type: (.*)/i.exec(head)?.[1] ?? '';
      resolve({ status: Number(head.split(' ')[1]), contentType, json: JSON.parse(body) });
    });
  });
}
