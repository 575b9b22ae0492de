import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFakeFleet, type FakeFleet } from '../../../../simulator/fleet/fleet.ts';
import { tlsServer } from '../../../support/wire/tls-server.ts';

const POIID = 'V400m-324688179';
const V4 = { address: '127.0.0.1', family: 4 };
const V6 = { address: '::1', family: 6 };
type Address = typeof V4;

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const hasV6 = (networkInterfaces()['lo'] ?? []).some(({ address }) => address === V6.address);

let fleet: FakeFleet;
const undo: (() => unknown)[] = [];
beforeAll(async () => {
  fleet = await createFakeFleet();
});
afterEach(async () => {
  for (const end of undo.splice(0).toReversed()) await end();
});

/** A terminal at one address; `received` has the bodies that reached it. */
async function terminalAt({ address }: Address) {
  const received: string[] = [];
  const server = await tlsServer(
    await fleet.issue({ poiid: POIID }),
    (_request, response, body) => {
      received.push(body.toString());
      response.end('{}');
    },
    {},
    address,
  );
  undo.push(() => server.close());
  return { port: server.port, received };
}

/** Makes a port of an address silent: what connects to it gets no answer. */
async function silence({ address }: Address, port: number): Promise<void> {
  const listener = spawn(process.execPath, [script('silent-address.mjs'), address, String(port)]);
  undo.push(() => {
    listener.kill('SIGKILL');
    return once(listener, 'close');
  });
  await once(listener.stdout, 'data');
  const fillers: Socket[] = [];
  undo.push(() => fillers.forEach((filler) => filler.destroy()));
  for (let count = 0; count < 2; count += 1) {
    const filler = connect(port, address).on('error', () => {});
    fillers.push(filler);
    await once(filler, 'connect');
  }
}

interface Ended {
  readonly result: unknown;
  readonly signal: string | null | undefined;
}

/** Runs a till that sends one request to a name with these addresses. */
function till(port: number, addresses: readonly Address[], connectTimeoutMs = 10_000): Promise<Ended> {
  const task = JSON.stringify({ rootPem: fleet.rootPem, poiid: POIID, port, addresses, connectTimeoutMs });
  return new Promise((resolve) => {
    execFile(process.execPath, [script('two-addresses-till.mjs'), task], (error, stdout) => {
      resolve({ result: stdout === '' ? stdout : JSON.parse(stdout), signal: error?.signal });
    });
  });
}

describe.skipIf(!hasV6)('a terminal whose name has two addresses', () => {
  const orders: [string, Address, Address][] = [
    ['IPv6', V6, V4],
    ['IPv4', V4, V6],
  ];

  it.each(orders)('gets the request once, at the second, when the first (%s) refuses', async (_, dead, live) => {
    const terminal = await terminalAt(live);
    const { result, signal } = await till(terminal.port, [dead, live]);
    expect({ result, signal }).toEqual({ result: { kind: 'answered', status: 200, written: 1 }, signal: undefined });
    expect(terminal.received).toEqual(['{"a":1}']);
  });

  it.each(orders)('gets the request once, at the second, when the first (%s) is silent', async (_, dead, live) => {
    const terminal = await terminalAt(live);
    await silence(dead, terminal.port);
    const { result, signal } = await till(terminal.port, [dead, live], 4000);
    expect({ result, signal }).toEqual({ result: { kind: 'answered', status: 200, written: 1 }, signal: undefined });
    expect(terminal.received).toEqual(['{"a":1}']);
  });

  it.each(orders)('gets the request once, at the first (%s), when that answers', async (_, live, other) => {
    const terminal = await terminalAt(live);
    const { result } = await till(terminal.port, [live, other]);
    expect(result).toEqual({ kind: 'answered', status: 200, written: 1 });
    expect(terminal.received).toEqual(['{"a":1}']);
  });

  it.each(orders)('was sent nothing when both refuse, %s first', async (_, first, second) => {
    const terminal = await terminalAt(V4);
    for (const end of undo.splice(0)) await end();
    const { result, signal } = await till(terminal.port, [first, second]);
    expect({ result, signal }).toEqual({
      result: { kind: 'failed', code: 'ERR_LINK_REFUSED', written: 0 },
      signal: undefined,
    });
  });

  it('was sent nothing when the first refuses and the second is silent', async () => {
    const terminal = await terminalAt(V6);
    await silence(V4, terminal.port);
    for (const end of undo.splice(0, 1)) await end();
    const { result, signal } = await till(terminal.port, [V6, V4], 1000);
    expect({ result, signal }).toEqual({
      result: { kind: 'failed', code: 'ERR_LINK_CONNECT_TIMEOUT', written: 0 },
      signal: undefined,
    });
  });
});
