import { connect, type Socket } from 'node:net';
import { onTestFinished, describe, expect, it } from 'vitest';
import { settle } from '../../support/clock.ts';
import { readEvents } from '../../support/gateway/event-reader.ts';
import { payment, send, startTestGateway, TOKENS } from '../../support/gateway/test-gateway.ts';
import { approves } from '../../support/terminal/terminal-behaviours.ts';
import { POIID } from '../../support/test-engine.ts';

const PATH = '/v1/transactions/basket-1';
const AUTHORIZED = ['Host: localhost', `Authorization: Bearer ${TOKENS.office}`, 'Content-Type: application/json'];

/** A connection of an attacker: what it receives until it is closed. */
function attack(url: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  return { socket, closed, write: (lines: readonly string[]) => socket.write(lines.join('\r\n')) };
}

async function paysStill({ put }: Awaited<ReturnType<typeof startTestGateway>>, id = 'still'): Promise<void> {
  const answer = await put(`/v1/transactions/${id}?wait=9`, payment());
  expect(answer).toMatchObject({ status: 201, json: { outcome: { kind: 'approved' } } });
}

describe('a gateway that is attacked', () => {
  it('takes no payment from a page in a browser of the till, whatever it sends', async () => {
    const world = await startTestGateway();
    const pages: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'http://localhost:3000' },
      { Origin: 'null' },
      { Host: 'evil.example', Origin: 'http://evil.example' },
      { Host: 'evil.example' },
    ];
    for (const headers of pages) {
      const answer = await world.put(PATH, payment(), { headers });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    const preflight = await send(world.gateway.url, 'OPTIONS', PATH, {
      token: null,
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'PUT' },
    });
    expect(preflight).toMatchObject({ status: 403 });
    expect(world.terminal.received).toEqual([]);
    await paysStill(world);
  });

  it('lets a page of a listed origin pay, which the browser asks about first', async () => {
    const origin = 'https://till.example';
    const { gateway, put } = await startTestGateway(approves, { options: { allowedOrigins: [origin] } });
    const preflight = await send(gateway.url, 'OPTIONS', PATH, {
      token: null,
      headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, PUT, POST',
      'access-control-allow-headers': expect.stringContaining('Authorization'),
      'access-control-allow-private-network': 'true',
    });
    const paid = await put(`${PATH}?wait=9`, payment(), { headers: { Origin: origin } });
    expect(paid.headers['access-control-allow-origin']).toBe(origin);
    const refused = await put(PATH, payment(), { headers: { Origin: origin }, token: null });
    expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': origin } });
  });

  it.each([
    ['two lengths', ['Content-Length: 4', 'Content-Length: 40'], '{}{}'],
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['chunks under another name', ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'],
    ['a header that folds', ['X-A: b', ' c'], ''],
    ['a header without a name', [': b'], ''],
  ])('reads no second request out of a body of %s', async (_, headers, body) => {
    const world = await startTestGateway();
    const { closed, write } = attack(world.gateway.url);
    const smuggled = [`POST ${PATH}/abort HTTP/1.1`, ...AUTHORIZED, '', ''].join('\r\n');
    write([`PUT ${PATH} HTTP/1.1`, ...AUTHORIZED, ...headers, '', `${body}${smuggled}`]);
    const received = await closed;
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(received).toContain('ERR_GATEWAY_HTTP');
    expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(world.terminal.received).toEqual([]);
    await paysStill(world);
  });

  it('refuses a request without a Host, of HTTP/1.1 and of HTTP/1.0', async () => {
    const { gateway } = await startTestGateway();
    for (const version of ['1.1', '1.0']) {
      const { closed, write } = attack(gateway.url);
      write([`GET /healthz HTTP/${version}`, 'Connection: close', '', '']);
      expect(await closed).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it('refuses headers and bodies that are too large, and headers and bodies that do not end', async () => {
    const world = await startTestGateway(approves, {
      options: { limits: { headersBytesMax: 2000, headersTimeoutMs: 50, bodyTimeoutMs: 50, bodyBytesMax: 2000 } },
    });
    const large = attack(world.gateway.url);
    large.write(['GET /healthz HTTP/1.1', `X-Large: ${'x'.repeat(4000)}`, '', '']);
    expect(await large.closed).toMatch(/^HTTP\/1\.1 431 [^]*ERR_GATEWAY_HEADERS/);

    const slow = attack(world.gateway.url);
    slow.write(['GET /healthz HTTP/1.1', 'X-Slow: ']);
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 408 [^]*ERR_GATEWAY_TIMEOUT/);

    const chunked = attack(world.gateway.url);
    chunked.write([
      `PUT ${PATH} HTTP/1.1`,
      ...AUTHORIZED,
      'Transfer-Encoding: chunked',
      '',
      `bb8`,
      'x'.repeat(3000),
      '',
    ]);
    expect(await chunked.closed).toMatch(/^HTTP\/1\.1 413 [^]*ERR_GATEWAY_BODY_TOO_LARGE/);

    const dripping = attack(world.gateway.url);
    dripping.write([`PUT ${PATH} HTTP/1.1`, ...AUTHORIZED, 'Content-Length: 100', '', '{']);
    expect(await dripping.closed).toMatch(/^HTTP\/1\.1 408 [^]*ERR_GATEWAY_TIMEOUT/);
    await paysStill(world);
  });

  it('bounds 1,000 idle streams of events, and payments go on', async () => {
    const world = await startTestGateway(approves, { options: { limits: { requestsPerSecond: 2000 } } });
    const readers = await Promise.all(
      Array.from({ length: 1000 }, () => readEvents(world.gateway.url).catch(() => undefined)),
    );
    const statuses = readers.map((reader) => reader?.response.statusCode);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(128);
    expect((await world.get('/metrics')).text).toMatch(/tenderline_event_streams (12[0-8]|1[01]\d|\d\d)\n/);
    await paysStill(world);
    for (const reader of readers) reader?.close();
  });

  it('lets silent connections block no caller', async () => {
    const world = await startTestGateway(approves, { options: { limits: { connectionsMax: 8 } } });
    const silent: Socket[] = [];
    for (let count = 0; count < 50; count += 1) {
      const { socket } = attack(world.gateway.url);
      silent.push(socket);
      await new Promise((resolve) => socket.once('connect', resolve));
      await settle();
    }
    await paysStill(world);
    expect(silent.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(8);
  });

  it('slows down a caller who guesses tokens, and none who has one', async () => {
    const world = await startTestGateway(approves, { options: { limits: { strangeRequestsPerSecond: 5 } } });
    const statuses: number[] = [];
    for (let guess = 0; guess < 30; guess += 1) {
      statuses.push((await world.get(`/v1/terminals/${POIID}`, { token: `guess-${guess}` })).status);
    }
    expect(statuses[0]).toBe(401);
    expect(statuses).toContain(429);
    await paysStill(world);
  });
});
