import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Handshakes, handshakes as ofAll } from '../../../adapters/connection/handshakes.ts';
import type { Rank } from '../../../adapters/ports/transport.port.ts';
import { undiciTransport } from '../../../adapters/undici-transport.ts';
import { loadFleetRoot } from '../../../certs/index.ts';
import { createFakeFleet } from '../../../simulator/fleet/fleet.ts';
import { tlsServer } from '../../support/wire/tls-server.ts';

/** Enters with a name; `begun` has those that have begun, `done` what gives the place of one back. */
function crowd() {
  const handshakes = new Handshakes();
  const begun: string[] = [];
  const done = new Map<string, () => void>();
  const enter = (name: string, rank: Rank = 'ordinary') =>
    handshakes.enter(rank, (giveBack) => {
      begun.push(name);
      done.set(name, giveBack);
    });
  return { begun, enter, end: (name: string) => done.get(name)?.() };
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

describe('handshakes that begin at the same time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are two, and the next begins when one is over', () => {
    const { begun, enter, end } = crowd();
    for (const name of names('t', 6)) enter(name);
    expect(begun).toEqual(['t1', 't2']);
    end('t2');
    end('t2');
    expect(begun).toEqual(['t1', 't2', 't3']);
  });

  it('do not wait for fifty peers that stay silent: each of those keeps its place for five milliseconds', () => {
    const { begun, enter } = crowd();
    for (const name of names('silent', 50)) enter(name);
    enter('living');
    vi.advanceTimersByTime(4);
    expect(begun).toHaveLength(2);
    vi.advanceTimersByTime(122);
    expect(begun.at(-1)).toBe('living');
  });

  it('begin with an Abort, whatever waits', () => {
    const { begun, enter, end } = crowd();
    for (const name of names('t', 100)) enter(name);
    enter('abort', 'first');
    end('t1');
    expect(begun.slice(2)).toEqual(['abort']);
  });

  it('leave every fourth place to a status check, however many payments come', () => {
    const { begun, enter, end } = crowd();
    for (const name of names('t', 100)) enter(name);
    enter('check', 'later');
    for (const name of names('t', 4)) end(name);
    expect(begun.slice(2)).toEqual(['t3', 't4', 't5', 'check']);
  });

  it('do not begin for who has left', () => {
    const { begun, enter, end } = crowd();
    for (const name of names('t', 2)) enter(name);
    const leave = enter('t3');
    enter('t4');
    leave();
    end('t1');
    expect(begun.slice(2)).toEqual(['t4']);
  });
});

it('a payment on a living terminal is answered while fifty others accept the connection and say nothing', async () => {
  const fleet = await createFakeFleet();
  const fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
  const poiid = 'V400m-324688179';
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const living = await tlsServer(await fleet.issue({ poiid }), (_request, response) => response.end('{"a":1}'));
  const given: AbortController[] = [];
  const post = (port: number) => {
    const giveUp = new AbortController();
    given.push(giveUp);
    return undiciTransport(
      { poiid, host: '127.0.0.1', port, allowLegacyCertificate: false },
      { fleetRoot, connectTimeoutMs: 60_000 },
    ).post({ body: new Uint8Array([1]), signal: giveUp.signal });
  };
  const ended: string[] = [];
  const dead = Array.from({ length: 50 }, () =>
    post((silent.address() as AddressInfo).port).then(() => ended.push('dead')),
  );
  onTestFinished(async () => {
    for (const giveUp of given) giveUp.abort();
    await Promise.all(dead);
    for (const socket of sockets) socket.destroy();
    await Promise.all([living.close(), new Promise((resolve) => silent.close(resolve))]);
  });
  expect(await post(living.port)).toMatchObject({ kind: 'answered', status: 200 });
  expect(ended).toEqual([]);
});

it('a terminal that closes the connection while it waits for its handshake was not reached, and the till is told at once', async () => {
  const fleet = await createFakeFleet();
  const fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
  const closing = createServer((socket) => void socket.on('error', () => {}).end());
  await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
  // Far more than get their turn before the terminal closes.
  const before = Array.from({ length: 4_000 }, () => ofAll.enter('ordinary', () => {}));
  onTestFinished(async () => {
    for (const leave of before) leave();
    await new Promise((resolve) => closing.close(resolve));
  });
  const { port } = closing.address() as AddressInfo;
  const transport = undiciTransport(
    { poiid: 'V400m-324688179', host: '127.0.0.1', port, allowLegacyCertificate: false },
    { fleetRoot, connectTimeoutMs: 60_000 },
  );
  const result = await transport.post({ body: new Uint8Array([1]), signal: new AbortController().signal });
  expect(result).toMatchObject({ kind: 'failed', failure: { code: 'ERR_LINK_CONNECT' } });
});
