import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOG_EVENTS, type LogEventName } from '../../adapters/logging/log-events.ts';
import { LOG_SUBJECTS } from '../../adapters/logging/log-subjects.ts';
import { createGateway, type Gateway } from '../../gateway/index.ts';
import type { Engine } from '../../index.ts';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const [POIID, KEYLESS] = ['V400m-324688179', 'V400m-324688180'] as const;
const TOKEN = 'owner-token-0123456789abcdef0123456789';
const CREDENTIALS = { username: 'terminals', password: 'b4sic-Secret' };
const OTHER_KEY = { ...SHARED_KEY, passphrase: 'Other9_Red!Teapot' };
const CARD = '4111111111111111';
/** What must be in no line. The reference of the till is none of ours either: it may name a person. */
const SECRETS = {
  passphrase: SHARED_KEY.passphrase,
  'passphrase of another key': OTHER_KEY.passphrase,
  'token of the gateway': TOKEN,
  'token that is guessed': 'guessed-token',
  'password of the listener': CREDENTIALS.password,
  'card number that a terminal says': CARD,
  'gift card': '6036280000000000000',
  'mail address': 'ada@example.com',
  'password of a shopper': 'shopper-password',
  'digits of a shopper': '7351902',
  reference: 'REFERENCE-OF-A-PERSON',
  'sealed message': 'NexoBlob":',
  'token of a card': 'M469509594859802',
  receipt: 'CARDHOLDER COPY',
};

interface Line {
  readonly [field: string]: unknown;
  readonly level: number;
  readonly event: LogEventName;
  readonly msg: string;
}

const texts: string[] = [];
let simulator: Simulator;
let terminal: SimulatedTerminal;
let engine: Engine;
let gateway: Gateway;

// As trace level of a till: without redaction, so that what is absent was never given.
const logger = pino({ level: 'trace', base: null }, { write: (line: string) => void texts.push(line) });

const order = (over: object = {}) => ({
  poiid: POIID,
  amount: { currency: 'EUR', value: 1000 },
  reference: SECRETS.reference,
  saleToAcquirerData: { shopperEmail: SECRETS['mail address'] },
  ...over,
});

beforeAll(async () => {
  const settings = { cardAfterMs: 5, hostAfterMs: 5, personAfterMs: 5, reversalAfterMs: 5, abortAfterMs: 5 };
  simulator = await startSimulator({
    terminals: [
      { poiid: POIID, sharedKeys: [SHARED_KEY], settings },
      { poiid: KEYLESS, sharedKeys: [OTHER_KEY], settings },
    ],
    seed: 1,
  });
  terminal = simulator.terminal(POIID);
  engine = await createSimulatedTill(simulator, terminal, {
    logger,
    terminals: [POIID, KEYLESS].map((poiid) => {
      const { host, port } = simulator.terminal(poiid);
      return { poiid, host, port };
    }),
    listener: { host: '127.0.0.1', port: 0, credentials: CREDENTIALS },
    limits: {
      firstCheckDelayMs: 20,
      statusIntervalMs: 40,
      fastChecksMax: 100,
      notFoundGapMs: 100,
      notFoundAgeMinMs: 300,
    },
  });
  gateway = await createGateway(engine, {
    listen: { port: 0 },
    tokens: [{ name: 'owner', token: TOKEN, scopes: ['read', 'pay', 'operate'] }],
    logger,
  });
  const url = { url: engine.listenerUrl ?? '', ...CREDENTIALS, encrypted: true };
  terminal.configure({ displayUrls: [url], eventUrls: [url] });
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
  await simulator.close();
});

const call = (method: string, path: string, body?: object, token: string = TOKEN) =>
  fetch(`${gateway.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** Everything that a till does, and much that goes wrong. */
async function runAll(): Promise<void> {
  const paid = engine.pay(order());
  await paid.settled();
  await engine.pay(order({ amount: { currency: 'EUR', value: 1124 } })).settled();
  await engine.refund({ poiid: POIID, transaction: paid.id, reference: SECRETS.reference }).settled();
  terminal.nextShopper({ does: 'presentsCard', giftCard: SECRETS['gift card'], pin: true, signs: true });
  await engine.pay(order()).settled();

  for (const fault of [
    { kind: 'httpStatus', status: 503, text: `{"errors":["card ${CARD}"]}`, when: 'after' },
    { kind: 'reject', text: `not now: ${CARD}` },
    { kind: 'corruptHmac' },
    { kind: 'clearText' },
    { kind: 'notJson' },
    { kind: 'truncateBody', bytes: 100 },
    { kind: 'cryptoError' },
    { kind: 'refuseConnection' },
  ] as const) {
    terminal.script(fault);
    await engine.pay(order()).settled();
  }
  // Sealed with a key that this terminal does not have.
  expect(await engine.pay(order({ poiid: KEYLESS })).settled()).toMatchObject({ kind: 'notProcessed' });

  const lane = engine.terminal(POIID);
  const question = 'Question?';
  terminal.nextInput({ does: 'answers', password: SECRETS['password of a shopper'] });
  await lane.input({ command: 'Password', question });
  terminal.nextInput({ does: 'answers', digits: SECRETS['digits of a shopper'] });
  await lane.input({ command: 'DigitString', question });
  await lane.balance({ giftCard: { number: SECRETS['gift card'] } });
  terminal.script({ kind: 'httpStatus', status: 503, text: `{"errors":["card ${CARD}"]}`, when: 'before' });
  const { checks } = await engine.diagnose(POIID);
  expect(JSON.stringify(checks)).toContain('411111');
  expect(JSON.stringify(checks)).not.toContain(CARD);
  await engine.diagnose(KEYLESS);

  const payment = { type: 'payment', ...order() };
  await call('PUT', '/v1/transactions/basket-1?wait=9', payment);
  await call('PUT', '/v1/transactions/basket-2', { ...payment, shopperEmail: SECRETS['mail address'] });
  await call('GET', '/v1/transactions/basket-1');
  await call('GET', '/v1/terminals', undefined, SECRETS['token that is guessed']);
  await call('GET', `/v1/terminals?token=${TOKEN}`);
  await call('POST', '/v1/transactions/basket-1/override', { by: 'Ada', reason: 'she looked', outcome: 'charged' });
  await fetch(engine.listenerUrl ?? '', { method: 'POST', body: CARD });
}

describe('the log at level trace, of a run with everything in it', () => {
  it('has no secret, and every line is a row of the table with its fields', async () => {
    await runAll();
    expect(texts.length).toBeGreaterThan(100);
    const found = Object.entries(SECRETS).flatMap(([name, secret]) =>
      texts.filter((text) => text.includes(secret)).map((text) => `${name}: ${text}`),
    );
    expect(found).toEqual([]);

    const lines = texts.map((text) => JSON.parse(text) as Line);
    const wrong = lines.filter((line) => !isOfTable(line));
    expect(wrong).toEqual([]);
    const names = new Set(lines.map(({ event }) => event));
    const expected: LogEventName[] = [
      'exchange.request',
      'exchange.answer',
      'exchange.noAnswer',
      'transaction.step',
      'notifications.listening',
      'notifications.refused',
      'root.notAdyen',
      'gateway.listening',
      'gateway.refused',
      'gateway.audit',
    ];
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
  });
});

function isOfTable({ level, time: _, event, msg, ...fields }: Line): boolean {
  if (!(event in LOG_EVENTS)) return false;
  const row = LOG_EVENTS[event];
  const own = row.fields.map((field) => field.replace('?', ''));
  const needed = row.fields.filter((field) => !field.endsWith('?'));
  const given = Object.keys(fields);
  return (
    msg === row.message &&
    level === pino.levels.values[row.level] &&
    [...needed, ...LOG_SUBJECTS[row.about]].every((field) => given.includes(field)) &&
    given.every((field) => [...own, ...LOG_SUBJECTS[row.about]].includes(field))
  );
}
