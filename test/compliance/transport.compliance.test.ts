import type { ServerResponse } from 'node:http';
import { beforeAll, describe } from 'vitest';
import { memoryTransport } from '../../adapters/memory-transport.ts';
import type { TerminalAddress, TransportResult } from '../../adapters/ports/transport.port.ts';
import { undiciTransport } from '../../adapters/undici-transport.ts';
import { loadFleetRoot, type FleetRoot } from '../../certs/index.ts';
import { createKeyRing } from '../../crypto/index.ts';
import { failure } from '../../protocol/faults.ts';
import { createFakeFleet, type FakeFleet } from '../../simulator/index.ts';
import type { Delivery } from '../../simulator/wire/delivery.ts';
import { fixedFaultPlan } from '../../simulator/world/fault-plan.ts';
import { Network } from '../../simulator/world/network.ts';
import { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import type { WorldTerminal } from '../../simulator/world/world-terminal.ts';
import { networkTransport } from '../../testkit/terminal/network-transport.ts';
import { tlsServer, type TlsServer } from '../support/wire/tls-server.ts';
import { transportCompliance, type TransportBench } from './transport.ts';

const ADDRESS: TerminalAddress = {
  poiid: 'V400m-324688179',
  host: '127.0.0.1',
  port: 8443,
  allowLegacyCertificate: false,
};

/** The requests at a peer, and what ends each of them. */
class Peer<Waiting> {
  readonly received: string[] = [];
  readonly #waiting = new Map<string, Waiting>();
  readonly #watchers: (() => void)[] = [];

  take(body: Uint8Array, waiting: Waiting): void {
    const text = Buffer.from(body).toString();
    this.received.push(text);
    this.#waiting.set(text, waiting);
    for (const watch of this.#watchers) watch();
  }

  waiting(request: string): Waiting {
    const waiting = this.#waiting.get(request);
    if (waiting === undefined) throw new Error(`${request} did not reach the peer`);
    return waiting;
  }

  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      const watch = () => {
        if (this.received.length >= count) resolve();
      };
      this.#watchers.push(watch);
      watch();
    });
  }
}

const until = <T>(promise: Promise<T>): Promise<T> => promise;

describe('the memory transport', () => {
  transportCompliance({
    setup(): Promise<TransportBench> {
      const peer = new Peer<(result: TransportResult) => void>();
      const transport = memoryTransport((body) => new Promise((resolve) => peer.take(body, resolve)));
      return Promise.resolve({
        transport,
        received: peer.received,
        reached: (count) => peer.reached(count),
        answer: (request, status, body) => peer.waiting(request)({ kind: 'answered', status, body: Buffer.from(body) }),
        breakOff: (request) => peer.waiting(request)({ kind: 'failed', failure: failure('ERR_LINK_RESET') }),
        until,
      });
    },
    teardown: () => Promise.resolve(),
  });
});

describe('the undici transport over TLS', () => {
  let fleet: FakeFleet;
  let fleetRoot: FleetRoot;
  let server: TlsServer;
  beforeAll(async () => {
    fleet = await createFakeFleet();
    fleetRoot = loadFleetRoot(fleet.rootPem, 'test', { allowOther: true });
  });

  transportCompliance({
    async setup(): Promise<TransportBench> {
      const peer = new Peer<ServerResponse>();
      const certificate = await fleet.issue({ poiid: ADDRESS.poiid });
      server = await tlsServer(certificate, (_request, response, body) => peer.take(body, response));
      const gone = await tlsServer(certificate, () => undefined);
      await gone.close();
      const transportTo = (port: number) =>
        undiciTransport({ ...ADDRESS, port }, { fleetRoot, connectTimeoutMs: 10_000 });
      return {
        transport: transportTo(server.port),
        received: peer.received,
        reached: (count) => peer.reached(count),
        answer: (request, status, body) => peer.waiting(request).writeHead(status).end(body),
        breakOff: (request) => peer.waiting(request).socket?.destroy(),
        until,
        nowhere: transportTo(gone.port),
      };
    },
    teardown: () => server.close(),
  });
});

describe('the transport of the virtual network', () => {
  transportCompliance({
    async setup(): Promise<TransportBench> {
      const clock = new VirtualClock();
      const peer = new Peer<(delivery: Delivery) => void>();
      // Of a terminal, the network needs no more than that it takes bytes.
      const receive = (body: Uint8Array, deliver: (delivery: Delivery) => void) => peer.take(body, deliver);
      const terminal = { poiid: ADDRESS.poiid, virtual: { receive }, isDown: false, refusesWhileDown: true };
      const network = new Network({
        clock,
        seed: 1,
        faultPlan: fixedFaultPlan(1, []),
        terminals: new Map([[ADDRESS.poiid, terminal as unknown as WorldTerminal]]),
        keys: await createKeyRing([{ keyIdentifier: 'k', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' }]),
        onSent: () => undefined,
        onFault: () => undefined,
      });
      const connect = networkTransport(network, { ended: 'no' });
      return {
        transport: connect(ADDRESS),
        received: peer.received,
        reached: (count) => clock.until(peer.reached(count)),
        answer: (request, status, body) =>
          peer.waiting(request)({ kind: 'respond', status, headers: {}, body: Buffer.from(body) }),
        breakOff: (request) => peer.waiting(request)({ kind: 'reset' }),
        until: (promise) => clock.until(promise),
        nowhere: connect({ ...ADDRESS, poiid: 'V400m-000000000' }),
      };
    },
    teardown: () => Promise.resolve(),
  });
});
