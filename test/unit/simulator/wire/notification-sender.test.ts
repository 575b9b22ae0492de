import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../simulator/primitives/clock.ts';
import type { DeliveryResult } from '../../../../simulator/wire/notification-sender.ts';
import { CONTACTLESS, notificationBench } from '../../../support/wire/notification-bench.ts';
import { eventOf } from '../../../support/wire/notification-receiver.ts';
import { LANE_KEY, payment, POIID, QUICK } from '../../../support/simulator.ts';

const bench = notificationBench();

/** A port that is closed. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('over HTTPS, notifications', () => {
  it('go to a receiver with a trusted certificate, and to no other', async () => {
    const certificate = await bench.fleet.issue({ commonName: 'localhost' });
    const till = await bench.receiver(undefined, certificate);
    const url = `https://localhost:${till.port}/`;
    bench.terminal.configure({ displayUrls: [{ url, ca: bench.fleet.rootPem }] });
    const answered = bench.deliveries(4);
    await bench.send(payment('S1'));
    for (const { result } of await answered) expect(result).toEqual({ kind: 'answered', status: 200 });
    expect((await till.first(4)).map(({ body }) => eventOf(body))).toEqual(CONTACTLESS);

    bench.terminal.configure({ displayUrls: [{ url }] });
    const refused = bench.deliveries(4);
    await bench.send(payment('S2'));
    for (const { result } of await refused) {
      expect(result).toEqual({ kind: 'failed', code: expect.stringMatching(/CERT|SIGNATURE/) });
    }
    expect(till.arrived).toHaveLength(4);
  });
});

describe('without a working receiver', () => {
  it('a refused connection, a 401 and a 500 change nothing', async () => {
    const [unauthorised, broken] = await Promise.all([
      bench.receiver((response) => response.writeHead(401).end()),
      bench.receiver((response) => response.writeHead(500).end('x')),
    ]);
    const ports = [await deadPort(), unauthorised.port, broken.port];
    bench.terminal.configure({ displayUrls: ports.map((port) => ({ url: `http://127.0.0.1:${port}/` })) });
    const results = bench.deliveries(12);
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
    'with one that %s, the payment continues and the next notification is sent',
    async (_, answer, notificationTimeoutMs, result) => {
      const till = await bench.receiver(answer);
      bench.terminal.configure({
        displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
        notificationTimeoutMs,
      });
      const results = bench.deliveries(4);
      expect((await bench.send(payment('S1'))).status).toBe(200);
      expect((await results).map((one) => one.result)).toEqual(CONTACTLESS.map(() => result));
    },
  );

  it('the queue for a receiver that never answers is limited', async () => {
    const till = await bench.receiver(() => undefined);
    bench.terminal.configure({ eventUrls: [{ url: `http://127.0.0.1:${till.port}/` }] });
    const refused = bench.deliveries(50);
    for (let count = 0; count < 250; count += 1) bench.terminal.notify({ event: 'KeyPressed' });
    for (const { result } of await refused) expect(result).toEqual({ kind: 'failed', code: 'LINE_FULL' });
  });

  it.each(['ftp://127.0.0.1/', 'till-01', ''])('a URL of another kind is refused: %j', (url) => {
    expect(() => bench.terminal.configure({ displayUrls: [{ url }] })).toThrow(/expected a URL with http: or https:/);
    expect(() => bench.terminal.configure({ eventUrls: [{ url }] })).toThrow(/expected a URL/);
  });
});

describe('closing', () => {
  it('breaks off what is being sent, discards what is queued, and leaves no timer and no connection', async () => {
    const till = await bench.receiver(() => undefined);
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
    const delivered: unknown[] = [];
    bench.terminal.events.on('notified', (one) => delivered.push(one));
    await bench.send(payment('S1'));
    await till.first(1);
    expect(timers.size).toBe(1);
    expect(await till.connections()).toBe(1);

    await bench.simulator.close();
    expect(timers.size).toBe(0);
    while ((await till.connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
    bench.terminal.notify({ event: 'CardInserted' });
    expect(till.arrived).toHaveLength(1);
    expect(delivered).toEqual([]);
  });

  it('a restart discards the notifications of what it interrupted', async () => {
    const till = await bench.receiver();
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
