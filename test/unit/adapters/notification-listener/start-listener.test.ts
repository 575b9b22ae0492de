import { createServer, type AddressInfo } from 'node:net';
import { platform } from 'node:os';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startNotificationListener } from '../../../../adapters/notification-listener/start-listener.ts';
import type { NotificationListener, NotificationListenerOptions } from '../../../../adapters/ports/listener.port.ts';
import { createFakeFleet } from '../../../../simulator/fleet/fleet.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import {
  APPROVED,
  basic,
  bytesOf,
  CREDENTIALS,
  display,
  event,
  keepingSink,
  keyRing,
  otherRing,
  sealed,
} from './notices.ts';
import { AUTHORIZATION, deliver, head, rawClient, type RawClient } from './raw-client.ts';

let tls: { cert: string; key: string };
let ca: string;
const open: NotificationListener[] = [];

beforeAll(async () => {
  const fleet = await createFakeFleet();
  const { chainPem, keyPem } = await fleet.issue({});
  tls = { cert: chainPem, key: keyPem };
  ca = fleet.rootPem;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

async function start(options: Partial<NotificationListenerOptions> = {}) {
  const { received, has, sink } = keepingSink();
  const all = { host: '127.0.0.1', port: 0, keyRing, credentials: CREDENTIALS, sink, ...options };
  const listener = await startNotificationListener(all);
  open.push(listener);
  const { port } = listener;
  /** A right notification of its own is accepted and arrives, over that connection. */
  const serves = async (over: Parameters<typeof deliver>[2] = {}) => {
    const before = received.length;
    const answer = await deliver(listener, sealed(keyRing, display('event=STILL_SERVING')), over);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\n[^]*\r\n\r\n\[accepted\]$/);
    await has(before + 1);
    expect(received.at(-1)).toMatchObject({ event: 'STILL_SERVING', sealed: true });
  };
  return { listener, port, received, serves };
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
const headed = (client: RawClient, text: string) => void client.socket.write(text, 'latin1');

describe.each(['HTTP', 'HTTPS'])('a listener over %s', (scheme) => {
  const secure = () => (scheme === 'HTTPS' ? { tls } : {});
  const trusting = () => (scheme === 'HTTPS' ? { ca } : {});

  it('accepts notifications and reports where it listens', async () => {
    const { listener, serves } = await start(secure());
    expect(listener.url).toBe(`${scheme.toLowerCase()}://127.0.0.1:${listener.port}`);
    await serves(trusting());
    expect(listener.counts()).toMatchObject({ delivered: 1, unauthorized: 0 });
  });

  it('takes several over one connection, up to a bound', async () => {
    const { port, listener, serves } = await start({ ...secure(), limits: { requestsPerConnectionMax: 2 } });
    const client = await rawClient(port, trusting());
    const body = sealed(keyRing, display());
    headed(client, head(body.length) + body.toString());
    await client.reads('[accepted]');
    headed(client, head(body.length) + body.toString());
    headed(client, head(body.length) + body.toString());
    await client.reads('503 Service Unavailable');
    expect(client.text().match(/\[accepted\]/g)).toHaveLength(2);
    await serves(trusting());
    expect(listener.counts().delivered).toBe(3);
  });

  describe('when it is attacked', () => {
    it.each([
      ['without credentials', ''],
      ['with another user', `Authorization: ${basic('Terminal', CREDENTIALS.password)}\r\n`],
      ['with another password', `Authorization: ${basic(CREDENTIALS.username, 'Correct horse: buttery')}\r\n`],
      ['with a password of another length', `Authorization: ${basic(CREDENTIALS.username, 'Correct')}\r\n`],
    ])('%s, asks for them and takes nothing', async (_, more) => {
      const { listener, received, serves } = await start(secure());
      const answer = await deliver(listener, sealed(keyRing, APPROVED), { ...trusting(), more });
      expect(statusOf(answer)).toBe(401);
      expect(answer).toMatch(/\r\nWWW-Authenticate: Basic realm="notifications", charset="UTF-8"\r\n/);
      expect(answer).toMatch(/\r\n\r\n$/);
      expect(received).toEqual([]);
      await serves(trusting());
    });

    it.each([
      ['garbage', () => Buffer.from('\u0000\u0001garbage')],
      ['JSON of the wrong kind', () => bytesOf({ SaleToPOIRequest: { PaymentRequest: {} } })],
      ['what is sealed under an unknown key', () => sealed(otherRing, APPROVED)],
      ['a sealed approval with another header', () => sealed(keyRing, APPROVED, (e) => (e.MessageHeader = {}))],
      ['a forged approval in the clear', () => bytesOf(APPROVED)],
    ])('with %s, acknowledges it like everything else and drops it', async (_, body) => {
      const { listener, received, serves } = await start(secure());
      const right = await deliver(listener, sealed(keyRing, event()), trusting());
      const answer = await deliver(listener, body(), trusting());
      const undated = (text: string) => text.replace(/Date: [^\r]+/, '');
      expect(undated(answer)).toBe(undated(right));
      await serves(trusting());
      expect(received.map((notification) => notification.event)).toEqual(['Shutdown', 'STILL_SERVING']);
    });

    it('with an old notification, delivers it again as it was', async () => {
      const { listener, received, serves } = await start(secure());
      const recorded = sealed(keyRing, APPROVED);
      await deliver(listener, recorded, trusting());
      await deliver(listener, recorded, trusting());
      await serves(trusting());
      const [first, second] = received;
      expect(second).toEqual({ ...first, receivedAtMs: second?.receivedAtMs });
    });

    it('with a header that announces 10 MB, reads none of them', async () => {
      const { listener, port, serves } = await start(secure());
      const client = await rawClient(port, trusting());
      headed(client, head(10 * 1024 * 1024));
      await client.closed;
      expect(statusOf(client.text())).toBe(413);
      await serves(trusting());
      expect(listener.counts().tooLarge).toBe(1);
    });

    it('with 10 MB in chunks of untold number, stops at the limit', async () => {
      const { listener, port, serves } = await start(secure());
      const client = await rawClient(port, trusting());
      headed(client, `POST / HTTP/1.1\r\nHost: till\r\nTransfer-Encoding: chunked\r\n${AUTHORIZATION}\r\n`);
      const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
      const mb10 = (10 * 1024 * 1024) / 0x4000;
      for (let sent = 0; sent < mb10; sent += 1) headed(client, chunk);
      await client.closed;
      expect(['', '413']).toContain(client.text().slice(9, 12));
      await serves(trusting());
      expect(listener.counts()).toMatchObject({ tooLarge: 1, delivered: 1 });
    });

    it('with a body that drips, gives it up when its time is over', async () => {
      const clock = steppedClock();
      const { listener, port, serves } = await start({ ...secure(), clock });
      const client = await rawClient(port, trusting());
      headed(client, head(1000, `Expect: 100-continue\r\n${AUTHORIZATION}`));
      await client.reads('100 Continue');
      for (const character of '{"SaleToPOIRequest":') {
        headed(client, character);
        await clock.step(200);
      }
      expect(client.text()).not.toContain('408');
      await clock.step(1000);
      await client.closed;
      expect(client.text()).toContain('408 Request Timeout');
      await serves(trusting());
      expect(listener.counts().tooSlow).toBe(1);
    });

    it('with headers that drip, gives them up when their time is over', async () => {
      const { port, serves } = await start({ ...secure(), limits: { headersTimeoutMs: 500 } });
      const client = await rawClient(port, trusting());
      headed(client, 'POST / HTTP/1.1\r\nHost: till\r\n');
      const drip = setInterval(() => headed(client, 'X-Drip: 1\r\n'), 10);
      await client.closed;
      clearInterval(drip);
      expect(statusOf(client.text())).toBe(408);
      await serves(trusting());
    });

    it('with headers that are too large, refuses them', async () => {
      const { port, serves } = await start(secure());
      const client = await rawClient(port, trusting());
      headed(client, `POST / HTTP/1.1\r\nHost: till\r\nX-Large: ${'x'.repeat(9000)}\r\n\r\n`);
      await client.closed;
      expect(statusOf(client.text())).toBe(431);
      await serves(trusting());
    });

    it('refuses bytes that are not HTTP', async () => {
      const { port, serves } = await start(secure());
      const client = await rawClient(port, trusting());
      headed(client, '\u0016\u0003\u0001 hello\r\n\r\n');
      await client.closed;
      expect(statusOf(client.text())).toBe(400);
      await serves(trusting());
    });

    it('with silence, before the TLS handshake or after it, closes the connection', async () => {
      const { port, serves } = await start({ ...secure(), limits: { headersTimeoutMs: 500 } });
      const clients = [await rawClient(port), await rawClient(port, trusting())];
      await Promise.all(clients.map(({ closed }) => closed));
      expect(statusOf(clients[1]?.text() ?? '')).toBe(408);
      await serves(trusting());
    });

    it('with a body that breaks off, goes on', async () => {
      const { listener, port, serves } = await start(secure());
      const client = await rawClient(port, trusting());
      headed(client, `${head(1000, `Expect: 100-continue\r\n${AUTHORIZATION}`)}{`);
      await client.reads('100 Continue');
      client.socket.destroy();
      await client.closed;
      await serves(trusting());
      // The broken connection closes on its own time: what was under way ends with the listener at the latest.
      await listener.close();
      await settle();
      expect(listener.counts()).toMatchObject({ brokenOff: 1, delivered: 1 });
    });
  });
});

describe('a thousand silent connections', () => {
  const THOUSAND = 1000;
  const connectAll = (port: number, count: number, localAddress = '127.0.0.1') =>
    Promise.all(Array.from({ length: count }, () => rawClient(port, { localAddress })));

  /** Resolves when that many of them are closed; how many are open then. */
  async function openAfter(clients: readonly RawClient[], closedCount: number): Promise<number> {
    const isOpen = () => clients.filter(({ socket }) => !socket.destroyed);
    await new Promise<void>((resolve) => {
      const check = () => {
        if (clients.length - isOpen().length >= closedCount) resolve();
      };
      for (const { socket } of isOpen()) socket.once('close', check);
      check();
    });
    return isOpen().length;
  }

  it('from one address block no sender, not even one of that address', async () => {
    const { port, serves } = await start({ limits: { connectionsPerAddressMax: 20, headersTimeoutMs: 60_000 } });
    const clients = await connectAll(port, THOUSAND);
    expect(await openAfter(clients, THOUSAND - 20)).toBe(20);
    await serves();
    // That one took the place of another.
    expect(await openAfter(clients, THOUSAND - 19)).toBe(19);
  });

  it.runIf(platform() === 'linux')('from one address cost another address nothing', async () => {
    const limits = { connectionsMax: 40, connectionsPerAddressMax: 20, headersTimeoutMs: 60_000 };
    const { port, serves } = await start({ limits });
    const waiting = await rawClient(port, { localAddress: '127.0.0.2' });
    const clients = await connectAll(port, THOUSAND);
    expect(await openAfter(clients, THOUSAND - 20)).toBe(20);
    await serves({ localAddress: '127.0.0.3' });
    const body = sealed(keyRing, display());
    headed(waiting, head(body.length) + body.toString());
    await waiting.reads('[accepted]');
  });

  it.runIf(platform() === 'linux')('from many addresses are limited together, and block no sender', async () => {
    const { port, serves } = await start({ limits: { connectionsMax: 30, headersTimeoutMs: 60_000 } });
    const many = Array.from({ length: 10 }, (_, index) => connectAll(port, THOUSAND / 10, `127.0.1.${index + 1}`));
    const clients = (await Promise.all(many)).flat();
    expect(await openAfter(clients, THOUSAND - 30)).toBe(30);
    await serves({ localAddress: '127.0.0.3' });
  });

  it('do not take the place of one that has a request under way', async () => {
    const { port, received } = await start({ limits: { connectionsPerAddressMax: 3, headersTimeoutMs: 60_000 } });
    const busy = await rawClient(port);
    const body = sealed(keyRing, display());
    headed(busy, head(body.length, `Expect: 100-continue\r\n${AUTHORIZATION}`));
    await busy.reads('100 Continue');
    const clients = await connectAll(port, 20);
    expect(await openAfter(clients, 18)).toBe(2);
    headed(busy, body.toString());
    await busy.reads('[accepted]');
    expect(received).toHaveLength(1);
  });
});

describe('a listener in front of whom', () => {
  it('comes without credentials is for this machine alone', async () => {
    const { sink } = keepingSink();
    const listener = await startNotificationListener({ host: '127.0.0.1', port: 0, keyRing, sink });
    open.push(listener);
    expect(statusOf(await deliver(listener, sealed(keyRing, display()), { more: '' }))).toBe(200);
  });

  it.each<[string, Partial<NotificationListenerOptions>]>([
    ['everywhere without credentials', { host: '0.0.0.0' }],
    ['everywhere in IPv6 without credentials', { host: '::' }],
    ['on the shop network without credentials', { host: '192.168.1.10' }],
    ['on a name without credentials', { host: 'till.local' }],
    ['nowhere', { host: '' }],
    ['on a port that is none', { port: 65_536 }],
    ['with a certificate that is none', { tls: { cert: 'cert', key: 'key' } }],
    ['without room for connections', { limits: { connectionsMax: 0 } }],
    ['with a limit that no timer can keep', { limits: { bodyTimeoutMs: 2 ** 31 } }],
    ['without end', { limits: { closeTimeoutMs: Number.POSITIVE_INFINITY } }],
  ])('listens %s is refused', async (_, options) => {
    const { sink } = keepingSink();
    const refused = startNotificationListener({ host: '127.0.0.1', port: 0, keyRing, sink, ...options });
    await expect(refused).rejects.toMatchObject({ name: 'ConfigError', code: 'ERR_CONFIG_LISTENER' });
  });

  it('wants a port that is taken is refused', async () => {
    const { port, serves } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'ERR_CONFIG_LISTENER',
      message: `notification listener, cannot listen on 127.0.0.1:${port} (EADDRINUSE)`,
    });
    await serves();
  });
});

describe.each(['HTTP', 'HTTPS'])('closing a listener over %s', (scheme) => {
  const secure = () => (scheme === 'HTTPS' ? { tls } : {});
  const trusting = () => (scheme === 'HTTPS' ? { ca } : {});
  const continued = `Expect: 100-continue\r\n${AUTHORIZATION}`;

  it('finishes what is under way, and ends what is idle at once', async () => {
    // Time stands still: nothing ends because it took too long.
    const limits = { keepAliveTimeoutMs: 600_000 };
    const { listener, port, received } = await start({ ...secure(), clock: steppedClock(), limits });
    const body = sealed(keyRing, display());
    const silent = await rawClient(port, trusting());
    const idle = await rawClient(port, trusting());
    headed(idle, head(body.length) + body.toString());
    await idle.reads('[accepted]');
    const busy = await rawClient(port, trusting());
    headed(busy, head(body.length, continued));
    await busy.reads('100 Continue');
    const closed = listener.close();
    await Promise.all([silent.closed, idle.closed]);
    headed(busy, body.toString());
    await closed;
    await busy.closed;
    expect(busy.text()).toContain('[accepted]');
    expect(received).toHaveLength(2);
  });

  it('does not wait longer than it may', async () => {
    const clock = steppedClock();
    const { listener, port, received } = await start({ ...secure(), clock, limits: { closeTimeoutMs: 3000 } });
    const busy = await rawClient(port, trusting());
    headed(busy, `${head(1000, continued)}{`);
    await busy.reads('100 Continue');
    const closed = listener.close();
    await clock.step(2999);
    expect(busy.socket.destroyed).toBe(false);
    await clock.step(1);
    await closed;
    await busy.closed;
    expect(received).toEqual([]);
  });

  it('may be asked for twice, and gives the port back', async () => {
    const { listener, port } = await start(secure());
    await Promise.all([listener.close(), listener.close(), listener[Symbol.asyncDispose]()]);
    await listener.close();
    const next = createServer();
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject);
      next.listen(port, '127.0.0.1', resolve);
    });
    expect((next.address() as AddressInfo).port).toBe(port);
    await new Promise((resolve) => {
      next.close(resolve);
    });
  });
});
