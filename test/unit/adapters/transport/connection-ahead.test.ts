import { PassThrough } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ConnectionAhead } from '../../../../adapters/connection/connection-ahead.ts';
import type { Preconnection, Transport, TransportResult } from '../../../../adapters/ports/transport.port.ts';
import { undiciTransport } from '../../../../adapters/undici-transport.ts';
import { loadFleetRoot, type FleetRoot } from '../../../../certs/index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { createFakeFleet, type FakeFleet } from '../../../../simulator/fleet/fleet.ts';
import { tlsServer } from '../../../support/wire/tls-server.ts';

const POIID = 'V400m-324688179';
const body = new TextEncoder().encode('{"SaleToPOIRequest":{}}');

let fleet: FakeFleet;
let fleetRoot: FleetRoot;

beforeAll(async () => {
  fleet = await createFakeFleet();
  fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
});

/** A terminal that answers at once, and what came of its connections. */
async function terminal(poiid = POIID) {
  const server = await tlsServer(await fleet.issue({ poiid }), (_request, response) => response.end('{"a":1}'));
  onTestFinished(() => server.close());
  const open: TLSSocket[] = [];
  let changed = () => {};
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise<void>((resolve) => (changed = resolve));
  };
  server.onConnection((socket) => {
    open.push(socket);
    changed();
    socket.once('close', () => {
      open.splice(open.indexOf(socket), 1);
      changed();
    });
  });
  const made = (count: number) => until(() => server.connections() === count);
  const none = () => until(() => open.length === 0);
  return { server, port: server.port, open, made, none };
}

/** Resolves with the first proof of who the terminal is. `refuse`: this one is not taken. */
function proof({ refuse = false } = {}) {
  let prove = () => {};
  let isRefused = refuse;
  const proved = new Promise<void>((resolve) => (prove = resolve));
  const onCertificate = () => {
    prove();
    if (!isRefused) return;
    isRefused = false;
    throw new Error('not noted');
  };
  return { proved, onCertificate };
}

function transportTo(port: number, onCertificate?: () => void): Transport {
  const options = { fleetRoot, connectTimeoutMs: 10_000, ...(onCertificate !== undefined && { onCertificate }) };
  const transport = undiciTransport({ poiid: POIID, host: '127.0.0.1', port, allowLegacyCertificate: false }, options);
  onTestFinished(() => transport.close());
  return transport;
}

function post(transport: Transport, connection?: Preconnection, whyNotSend?: () => ReturnType<typeof failure>) {
  const { signal } = new AbortController();
  return transport.post({ body, signal, connection, ...(whyNotSend !== undefined && { whyNotSend }) });
}

const codeOf = (result: TransportResult) => (result.kind === 'failed' ? result.failure.code : `HTTP ${result.status}`);

afterEach(() => void vi.useRealTimers());

describe('a connection that is begun ahead of its request', () => {
  it('is made, the terminal proves who it is, and no byte is sent until the request is posted', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }); // however slow this machine is
    const { server, port, made } = await terminal();
    const { proved, onCertificate } = proof();
    const transport = transportTo(port, onCertificate);
    const connection = transport.preconnect?.();
    await made(1);
    await proved;
    expect(server.bytesReceived()).toBe(0);
    expect(codeOf(await post(transport, connection))).toBe('HTTP 200');
    expect(server.connections()).toBe(1);
    expect(server.resumedSessions()).toBe(0);
  });

  it('is the one that a request waits for when it is posted meanwhile', async () => {
    const { server, port } = await terminal();
    const transport = transportTo(port);
    expect(codeOf(await post(transport, transport.preconnect?.()))).toBe('HTTP 200');
    expect(server.connections()).toBe(1);
  });

  it('is for one request: the next one has its own', async () => {
    const { server, port } = await terminal();
    const transport = transportTo(port);
    const connection = transport.preconnect?.();
    expect(codeOf(await post(transport, connection))).toBe('HTTP 200');
    expect(codeOf(await post(transport, connection))).toBe('HTTP 200');
    expect(server.connections()).toBe(2);
  });

  it('does not spare the question right before the first byte', async () => {
    const { server, port, made, none } = await terminal();
    const transport = transportTo(port);
    const connection = transport.preconnect?.();
    await made(1);
    const withdrawn = failure('ERR_WITHDRAWN');
    expect(await post(transport, connection, () => withdrawn)).toEqual({ kind: 'failed', failure: withdrawn });
    await none();
    expect(server.bytesReceived()).toBe(0);
  });

  it('is closed when it is not needed, once, and has sent nothing', async () => {
    const { server, port, made, none } = await terminal();
    const connection = transportTo(port).preconnect?.();
    await made(1);
    connection?.close();
    connection?.close();
    await none();
    expect(server.bytesReceived()).toBe(0);
  });

  it('is not closed by who began it once a request has it', async () => {
    const { server, port } = await terminal();
    const transport = transportTo(port);
    const connection = transport.preconnect?.();
    const result = post(transport, connection);
    connection?.close();
    expect(codeOf(await result)).toBe('HTTP 200');
    expect(server.connections()).toBe(1);
  });

  it('ends with its request when that is given up', async () => {
    const { port, made, none } = await terminal();
    const transport = transportTo(port);
    const connection = transport.preconnect?.();
    await made(1);
    const giveUp = new AbortController();
    const result = transport.post({ body, signal: giveUp.signal, connection });
    giveUp.abort();
    expect(codeOf(await result)).toBe('ERR_LINK_CANCELLED');
    await none();
  });

  it('is closed by a request that is given up before it is posted', async () => {
    const { port, made, none } = await terminal();
    const transport = transportTo(port);
    const connection = transport.preconnect?.();
    await made(1);
    const result = await transport.post({ body, signal: AbortSignal.abort(), connection });
    expect(codeOf(result)).toBe('ERR_LINK_CANCELLED');
    await none();
  });

  it('ends with its transport, and none is begun on one that is closed', async () => {
    const { server, port, made, none } = await terminal();
    const transport = transportTo(port);
    transport.preconnect?.();
    await made(1);
    await transport.close();
    await none();
    const connection = transport.preconnect?.();
    expect(codeOf(await post(transport, connection))).toBe('ERR_LINK_CANCELLED');
    expect(server.connections()).toBe(1);
  });
});

describe('a connection ahead that cannot be used', () => {
  it('because it could not be made is the failure of the request, which is sent on no other', async () => {
    const { server, port, made, none } = await terminal();
    const { proved, onCertificate } = proof({ refuse: true });
    const transport = transportTo(port, onCertificate);
    const connection = transport.preconnect?.();
    await made(1);
    await proved;
    await none();
    expect(codeOf(await post(transport, connection))).toMatch(/^ERR_/);
    expect(server.connections()).toBe(1);
    expect(server.bytesReceived()).toBe(0);
  });

  it('because the terminal closed it is no lost answer: the request makes its own', async () => {
    const { server, port, open, made, none } = await terminal();
    const { proved, onCertificate } = proof();
    const transport = transportTo(port, onCertificate);
    const connection = transport.preconnect?.();
    await made(1);
    await proved;
    open[0]?.end();
    await none();
    expect(codeOf(await post(transport, connection))).toBe('HTTP 200');
    expect(server.connections()).toBe(2);
  });

  it('because another terminal is there sends that one nothing, and the request says who it was', async () => {
    const { server, port } = await terminal('V400m-324688180');
    const transport = transportTo(port);
    expect(codeOf(await post(transport, transport.preconnect?.()))).toBe('ERR_IDENTITY_POIID');
    expect(server.bytesReceived()).toBe(0);
  });

  it('because it is of another transport is closed, and the request makes its own', async () => {
    const [before, now] = [await terminal(), await terminal()];
    const connection = transportTo(before.port).preconnect?.();
    await before.made(1);
    expect(codeOf(await post(transportTo(now.port), connection))).toBe('HTTP 200');
    await before.none();
    expect(before.server.bytesReceived()).toBe(0);
  });
});

describe('a connection that waits for its request', () => {
  /** One that is made, on a socket that the test has. */
  async function waiting(toFake: Parameters<typeof vi.useFakeTimers>[0] = { toFake: ['setTimeout', 'clearTimeout'] }) {
    vi.useFakeTimers(toFake);
    const socket = new PassThrough();
    const giveUp = new AbortController();
    const onEnd = vi.fn<() => void>();
    const connection = new ConnectionAhead({ giveUp, socket: Promise.resolve(socket as never as TLSSocket) }, onEnd);
    await Promise.resolve();
    return { connection, socket, giveUp, onEnd };
  }

  it('is kept for a second: a terminal may close one that stands idle just as the request is written', async () => {
    const { connection, giveUp, onEnd } = await waiting();
    vi.advanceTimersByTime(999);
    expect(giveUp.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(giveUp.signal.aborted).toBe(true);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(connection.take()).toBeUndefined();
  });

  it('is not ended by that second once it is taken', async () => {
    const { connection, giveUp, onEnd } = await waiting();
    expect(connection.take()?.giveUp).toBe(giveUp);
    vi.advanceTimersByTime(2000);
    expect(giveUp.signal.aborted).toBe(false);
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(connection.take()).toBeUndefined();
  });

  it('is not used after that second by a process that was busy, or stopped, before the timer', async () => {
    const { connection, giveUp, onEnd } = await waiting({ toFake: ['performance'] }); // its timer does not fire
    vi.advanceTimersByTime(1001);
    expect(connection.take()).toBeUndefined();
    expect(giveUp.signal.aborted).toBe(true);
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('is not used when the peer spoke before it was asked', async () => {
    const { connection, socket, giveUp } = await waiting();
    socket.write('HTTP/1.1 200 OK');
    expect(connection.take()).toBeUndefined();
    expect(giveUp.signal.aborted).toBe(true);
  });

  it('is not used when it is closed', async () => {
    const { connection, socket } = await waiting();
    socket.destroy();
    expect(connection.take()).toBeUndefined();
  });
});
