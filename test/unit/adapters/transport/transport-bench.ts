import { createServer, type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import { afterEach, beforeAll } from 'vitest';
import { undiciTransport } from '../../../../adapters/undici-transport.ts';
import type { Transport, TransportResult } from '../../../../adapters/ports/transport.port.ts';
import { loadFleetRoot, type FleetRoot } from '../../../../certs/index.ts';
import { createFakeFleet, type FakeFleet, type LeafRequest } from '../../../../simulator/fleet/fleet.ts';
import { tlsServer, type TlsServer } from '../../../support/wire/tls-server.ts';

export const POIID = 'V400m-324688179';
export const body = new TextEncoder().encode('{"SaleToPOIRequest":{}}');

/** Terminals of a fleet, servers that are none, and transports to them, for the tests of one file: closed when a test has ended. */
export function useTransports() {
  let fleet: FakeFleet;
  let stranger: FakeFleet;
  let fleetRoot: FleetRoot;
  const running: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    [fleet, stranger] = await Promise.all([createFakeFleet(), createFakeFleet()]);
    fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((thing) => thing.close()));
  });

  async function terminal(
    leaf: LeafRequest = { poiid: POIID },
    answer: Parameters<typeof tlsServer>[1] = (_request, response) => response.end('{"a":1}'),
    options: Parameters<typeof tlsServer>[2] = {},
    from: FakeFleet = fleet,
  ): Promise<TlsServer> {
    const server = await tlsServer(await from.issue(leaf), answer, options);
    running.push(server);
    return server;
  }

  /** A terminal that takes a request and never answers; `arrived` resolves when it has one. */
  async function silentTerminal(): Promise<{ server: TlsServer; arrived: Promise<void> }> {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    return { server: await terminal({ poiid: POIID }, () => arrive()), arrived };
  }

  async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      onConnection(socket);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const close = () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    };
    running.push({ close });
    return (server.address() as AddressInfo).port;
  }

  function transportTo(
    port: number,
    over: { host?: string; allowLegacyCertificate?: boolean; connectTimeoutMs?: number; lookup?: LookupFunction } = {},
  ) {
    const { host = '127.0.0.1', allowLegacyCertificate = false, connectTimeoutMs = 10_000, lookup } = over;
    const transport = undiciTransport(
      { poiid: POIID, host, port, allowLegacyCertificate },
      { fleetRoot, connectTimeoutMs, ...(lookup !== undefined && { lookup }) },
    );
    running.push(transport);
    return transport;
  }

  return {
    fleet: () => fleet,
    /** Another one, which the transports do not trust. */
    stranger: () => stranger,
    /** Closes it after the test. */
    keep: (thing: { close(): Promise<unknown> }) => void running.push(thing),
    terminal,
    silentTerminal,
    tcpServer,
    transportTo,
  };
}

export const post = (transport: Transport, signal = new AbortController().signal) =>
  transport.post({ body, signal, onWritten: () => {} });

export function codeOf(result: TransportResult): string {
  return result.kind === 'failed' ? result.failure.code : `HTTP ${result.status}`;
}
