import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { open } from '../../../../crypto/index.ts';
import { systemClock } from '../../../../simulator/primitives/clock.ts';
import type { DeliveryResult } from '../../../../simulator/wire/notification-sender.ts';
import type { NotificationDelivery } from '../../../../simulator/wire/notifier.ts';
import {
  eventOf,
  notificationReceiver,
  tidingsOf,
  type NotificationReceiver,
} from '../../../support/notification-receiver.ts';
import { at, LANE_KEY, payment, POIID, QUICK } from '../../../support/simulator.ts';
import { wireBench } from '../../../support/wire-bench.ts';

const bench = wireBench();
const receivers: NotificationReceiver[] = [];

async function receiver(...how: Parameters<typeof notificationReceiver>): Promise<NotificationReceiver> {
  const one = await notificationReceiver(...how);
  receivers.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((one) => one.close()));
});

const CONTACTLESS = ['TENDER_CREATED', 'CARD_PRESENTED', 'APPLICATION_SELECTED', 'TENDER_FINAL'];
const CHIP = [
  'TENDER_CREATED',
  'CARD_INSERTED',
  'WAIT_FOR_APP_SELECTION',
  'APPLICATION_SELECTED',
  'WAIT_FOR_PIN',
  'PIN_ENTERED',
  'PRINT_RECEIPT',
  'TENDER_FINAL',
  'RECEIPT_PRINTED',
  'CARD_REMOVED',
];

/** The results of the next deliveries, by event. */
async function notified(count: number): Promise<readonly NotificationDelivery[]> {
  const all: NotificationDelivery[] = [];
  return new Promise((resolve) => {
    bench.terminal.events.on('notified', (one) => {
      all.push(one);
      if (all.length === count) resolve(all);
    });
  });
}

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What a sealed notification says, under the key of the lane. */
function opened(body: unknown): unknown {
  const text = (...path: string[]) => String(at(body, 'SaleToPOIRequest', ...path));
  const plain = open(bench.till.material, {
    NexoBlob: text('NexoBlob'),
    Nonce: text('SecurityTrailer', 'Nonce'),
    Hmac: text('SecurityTrailer', 'Hmac'),
  });
  return JSON.parse(Buffer.from(plain).toString());
}

describe('display notifications on the wire', () => {
  it('arrive one after the other, each with a DeviceID of its own, also after the answer', async () => {
    const till = await receiver();
    bench.terminal.configure({
      shopper: { does: 'presentsCard', card: 'chip' },
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/display?lane=1` }],
    });
    await bench.send(payment('S1'));
    const arrived = await till.first(CHIP.length);
    expect(arrived.map(({ body }) => eventOf(body))).toEqual(CHIP);
    for (const { method, path, headers } of arrived) {
      expect([method, path, headers['content-type']]).toEqual(['POST', '/display?lane=1', 'application/json']);
      expect(headers).not.toHaveProperty('authorization');
    }
    const headers = arrived.map(({ body }) => at(body, 'SaleToPOIRequest', 'MessageHeader'));
    for (const one of headers) expect(one).toMatchObject({ SaleID: 'TILL-01', ServiceID: 'S1', POIID });
    const deviceIds = headers.map((one) => String(at(one, 'DeviceID')));
    expect(new Set(deviceIds).size).toBe(CHIP.length);
    for (const id of deviceIds) expect(id).toMatch(/^\d{1,10}$/);
  });

  it('go to every URL, with the credentials of each, and sealed where it says so', async () => {
    const [clear, sealed] = await Promise.all([receiver(), receiver()]);
    bench.terminal.configure({
      displayUrls: [
        { url: `http://127.0.0.1:${clear.port}/`, username: 'term', password: 's3cret:ü' },
        { url: `http://127.0.0.1:${sealed.port}/`, encrypted: true },
      ],
    });
    await bench.send(payment('S1'));
    const [plain, protectedOnes] = await Promise.all([clear.first(4), sealed.first(4)]);
    expect(plain.map(({ body }) => eventOf(body))).toEqual(CONTACTLESS);
    expect(plain[0]?.headers.authorization).toBe(`Basic ${Buffer.from('term:s3cret:ü').toString('base64')}`);
    for (const { body, headers } of protectedOnes) {
      expect(headers).not.toHaveProperty('authorization');
      expect(body).not.toHaveProperty(['SaleToPOIRequest', 'DisplayRequest']);
      expect(at(body, 'SaleToPOIRequest', 'SecurityTrailer')).toMatchObject({
        AdyenCryptoVersion: 1,
        KeyIdentifier: LANE_KEY.keyIdentifier,
        KeyVersion: LANE_KEY.keyVersion,
      });
      const inner = at(opened(body), 'SaleToPOIRequest', 'MessageHeader');
      expect(at(body, 'SaleToPOIRequest', 'MessageHeader')).toEqual(inner);
    }
    expect(protectedOnes.map(({ body }) => eventOf(opened(body)))).toEqual(CONTACTLESS);
  });

  it('go over HTTPS to a receiver that shows a certificate it trusts, and to no other', async () => {
    const certificate = await bench.fleet.issue({ commonName: 'localhost' });
    const till = await receiver(undefined, certificate);
    const url = `https://localhost:${till.port}/`;
    bench.terminal.configure({ displayUrls: [{ url, ca: bench.fleet.rootPem }] });
    const answered = notified(4);
    await bench.send(payment('S1'));
    for (const { result } of await answered) expect(result).toEqual({ kind: 'answered', status: 200 });
    expect((await till.first(4)).map(({ body }) => eventOf(body))).toEqual(CONTACTLESS);

    bench.terminal.configure({ displayUrls: [{ url }] });
    const refused = notified(4);
    await bench.send(payment('S2'));
    for (const { result } of await refused) {
      expect(result).toEqual({ kind: 'failed', code: expect.stringMatching(/CERT|SIGNATURE/) });
    }
    expect(till.arrived).toHaveLength(4);
  });

  it('wait as long as the clock says', async () => {
    const till = await receiver();
    const delays: number[] = [];
    const clock = systemClock();
    await bench.restartWith({
      timeScale: 0.001,
      clock: {
        ...clock,
        setTimeout(run, afterMs) {
          delays.push(afterMs);
          return clock.setTimeout(run, afterMs);
        },
      },
      terminals: [
        {
          poiid: POIID,
          sharedKeys: [],
          settings: {
            shopper: { does: 'presentsCard', card: 'chip', takesReceipt: false },
            displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
          },
        },
      ],
    });
    await bench.sendRaw(JSON.stringify(payment('S1')));
    await till.first(8);
    // Presentation, card, application, PIN, host, and the card taken out.
    expect(delays).toEqual([120, 1.5, 1, 1, 0.5, 1]);
  });

  it('are sent in the clear by a terminal that has no key', async () => {
    const till = await receiver();
    const settings = { ...QUICK, displayUrls: [{ url: `http://127.0.0.1:${till.port}/`, encrypted: true }] };
    await bench.restartWith({ terminals: [{ poiid: POIID, sharedKeys: [], settings }] });
    await bench.sendRaw(JSON.stringify(payment('S1')));
    expect((await till.first(4)).map(({ body }) => eventOf(body))).toEqual(CONTACTLESS);
  });
});

describe('faults of notifications', () => {
  it('make them come twice under one DeviceID, late, or never', async () => {
    const till = await receiver();
    bench.terminal.configure({
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      notificationFaults: [
        { kind: 'late', delayMs: 20, event: 'CARD_PRESENTED' },
        { kind: 'lost', event: 'APPLICATION_SELECTED' },
        { kind: 'twice', event: 'TENDER_CREATED' },
      ],
    });
    await bench.send(payment('S1'));
    const arrived = await till.first(4);
    const events = arrived.map(({ body }) => eventOf(body));
    expect(events.slice(0, 2)).toEqual(['TENDER_CREATED', 'TENDER_CREATED']);
    expect(events).toHaveLength(4);
    expect(new Set(events.slice(2))).toEqual(new Set(['CARD_PRESENTED', 'TENDER_FINAL']));
    expect(arrived[1]?.body).toEqual(arrived[0]?.body);
  });

  it('shuffle them, so that the times in them are out of order', async () => {
    const till = await receiver();
    bench.terminal.configure({
      shopper: { does: 'presentsCard', card: 'chip' },
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      notificationFaults: [{ kind: 'shuffle', seed: 5, withinMs: 200 }],
    });
    await bench.send(payment('S1'));
    const events = (await till.first(CHIP.length)).map(({ body }) => eventOf(body));
    expect(events).not.toEqual(CHIP);
    expect(new Set(events)).toEqual(new Set(CHIP));
  });

  it('send one in the clear that should be sealed', async () => {
    const till = await receiver();
    bench.terminal.configure({
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/`, encrypted: true }],
      notificationFaults: [{ kind: 'clearText', event: 'TENDER_FINAL' }],
    });
    await bench.send(payment('S1'));
    const bodies = (await till.first(4)).map(({ body }) => body);
    expect(bodies.map((body) => at(body, 'SaleToPOIRequest', 'NexoBlob') !== undefined)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(tidingsOf(bodies[3])).toMatchObject({ event: 'TENDER_FINAL', result: 'APPROVED' });
  });
});

describe('event notifications on the wire', () => {
  it('tell of a restart, before and after, and not to the display URLs', async () => {
    const [events, display] = await Promise.all([receiver(), receiver()]);
    bench.terminal.configure({
      eventUrls: [{ url: `http://127.0.0.1:${events.port}/` }],
      displayUrls: [{ url: `http://127.0.0.1:${display.port}/` }],
    });
    bench.terminal.restart({ downMs: 1 });
    bench.terminal.restart({ downMs: 2 });
    const [shutdown, initialised] = (await events.first(2)).map(({ body }) => tidingsOf(body));
    expect(shutdown).toMatchObject({ EventToNotify: 'Shutdown', EventDetails: 'message=Restart' });
    expect(initialised).toMatchObject({ EventToNotify: 'Initialised' });
    bench.terminal.restart();
    expect((await events.first(4)).slice(2).map(({ body }) => eventOf(body))).toEqual(['Shutdown', 'Initialised']);
    expect(display.arrived).toEqual([]);
  });

  it('tell only of the start when the power was cut', async () => {
    const events = await receiver();
    bench.terminal.configure({ eventUrls: [{ url: `http://127.0.0.1:${events.port}/` }] });
    bench.terminal.restart({ announced: false });
    bench.terminal.notify({ event: 'EndMaintenance' });
    expect((await events.first(2)).map(({ body }) => eventOf(body))).toEqual(['Initialised', 'EndMaintenance']);
  });

  it('tell what a test wants told, but not while the terminal is down', async () => {
    const events = await receiver();
    bench.terminal.configure({ eventUrls: [{ url: `http://127.0.0.1:${events.port}/`, encrypted: true }] });
    bench.terminal.notify({ event: 'SaleWakeUp', details: 'table=7' });
    bench.terminal.notify({ event: 'Reject', details: 'message=Input+is+not+a+JSONObject', rejectedMessage: 'e30=' });
    const [wakeUp, reject] = (await events.first(2)).map(({ body }) => tidingsOf(opened(body)));
    expect(wakeUp).toMatchObject({ EventToNotify: 'SaleWakeUp', EventDetails: 'table=7' });
    expect(reject).toMatchObject({ EventToNotify: 'Reject', RejectedMessage: 'e30=' });

    bench.terminal.restart({ announced: false, downMs: 60_000 });
    bench.terminal.notify({ event: 'CardInserted' });
    bench.terminal.restart();
    expect(eventOf(opened((await events.first(3))[2]?.body))).toBe('Initialised');
  });
});

describe('when nobody listens', () => {
  it('a refused connection, a 401 and a 500 change nothing', async () => {
    const [stranger, broken] = await Promise.all([
      receiver((response) => response.writeHead(401).end()),
      receiver((response) => response.writeHead(500).end('x')),
    ]);
    const ports = [await deadPort(), stranger.port, broken.port];
    bench.terminal.configure({ displayUrls: ports.map((port) => ({ url: `http://127.0.0.1:${port}/` })) });
    const results = notified(12);
    expect((await bench.send(payment('S1'))).status).toBe(200);
    const byPort = (port: number | undefined) =>
      results.then((all) => all.filter(({ url }) => url.includes(`:${port}/`)).map(({ result }) => result));
    expect(await byPort(ports[0])).toEqual(CONTACTLESS.map(() => ({ kind: 'failed', code: 'ECONNREFUSED' })));
    expect(await byPort(ports[1])).toEqual(CONTACTLESS.map(() => ({ kind: 'answered', status: 401 })));
    expect(await byPort(ports[2])).toEqual(CONTACTLESS.map(() => ({ kind: 'answered', status: 500 })));
    expect(bench.terminal.ledger.charges('S1')).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => void, number, DeliveryResult]>([
    ['never answers', () => undefined, 30, { kind: 'failed', code: 'TIMEOUT' }],
    ['hangs up', (response) => response.destroy(), 10_000, { kind: 'failed', code: 'ECONNRESET' }],
    ['never ends its answer', (response) => response.write('['), 10_000, { kind: 'answered', status: 200 }],
  ])(
    'but somebody %s, the payment goes on and the next notification gets its turn',
    async (_, answer, notificationTimeoutMs, result) => {
      const till = await receiver(answer);
      bench.terminal.configure({
        displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
        notificationTimeoutMs,
      });
      const results = notified(4);
      expect((await bench.send(payment('S1'))).status).toBe(200);
      expect((await results).map((one) => one.result)).toEqual(CONTACTLESS.map(() => result));
    },
  );

  it('no more wait for a silent receiver than memory is meant for', async () => {
    const till = await receiver(() => undefined);
    bench.terminal.configure({ eventUrls: [{ url: `http://127.0.0.1:${till.port}/` }] });
    const refused = notified(50);
    for (let count = 0; count < 250; count += 1) bench.terminal.notify({ event: 'KeyPressed' });
    for (const { result } of await refused) expect(result).toEqual({ kind: 'failed', code: 'LINE_FULL' });
  });

  it.each(['ftp://127.0.0.1/', 'till-01', ''])('a URL that cannot be meant is refused: %j', (url) => {
    expect(() => bench.terminal.configure({ displayUrls: [{ url }] })).toThrow(/expected a URL with http: or https:/);
    expect(() => bench.terminal.configure({ eventUrls: [{ url }] })).toThrow(/expected a URL/);
  });
});

describe('closing', () => {
  it('breaks off what is under way, forgets what waits, and leaves no timer and no connection', async () => {
    const till = await receiver(() => undefined);
    const clock = systemClock();
    const timers = new Set<unknown>();
    const settings = {
      ...QUICK,
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      notificationFaults: [{ kind: 'late', delayMs: 3_600_000, event: 'CARD_PRESENTED' }] as const,
    };
    await bench.restartWith({
      terminals: [{ poiid: POIID, sharedKeys: [LANE_KEY], settings }],
      clock: {
        ...clock,
        setTimeout(run, afterMs) {
          const handle = clock.setTimeout(() => {
            timers.delete(handle);
            run();
          }, afterMs);
          timers.add(handle);
          return handle;
        },
        clearTimeout(handle) {
          timers.delete(handle);
          clock.clearTimeout(handle);
        },
      },
    });
    const told: unknown[] = [];
    bench.terminal.events.on('notified', (one) => told.push(one));
    await bench.send(payment('S1'));
    await till.first(1);
    expect(timers.size).toBe(1);
    expect(await till.connections()).toBe(1);

    await bench.simulator.close();
    expect(timers.size).toBe(0);
    while ((await till.connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
    bench.terminal.notify({ event: 'CardInserted' });
    expect(till.arrived).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it('a restart forgets the notifications of what it cut off', async () => {
    const till = await receiver();
    bench.terminal.configure({
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      eventUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      notificationFaults: [{ kind: 'late', delayMs: 60_000, event: 'TENDER_FINAL' }],
    });
    await bench.send(payment('S1'));
    await till.first(3);
    bench.terminal.restart();
    bench.terminal.configure({ notificationFaults: [] });
    await bench.send(payment('S2'));
    const events = (await till.first(9)).map(({ body }) => eventOf(body));
    expect(events).toEqual([...CONTACTLESS.slice(0, 3), 'Shutdown', 'Initialised', ...CONTACTLESS]);
  });
});
