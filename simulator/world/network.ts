import type { KeyRing } from '../../crypto/key-ring.ts';
import { Connection } from './connection.ts';
import { NetworkConditions, type NetworkConditionsParts } from './network-conditions.ts';
import type { Host, NetworkRequest, NetworkResult } from './network-request.ts';
import { inspectRequest, type InspectedRequest } from './request-inspector.ts';

export interface NetworkParts extends NetworkConditionsParts {
  /** Opens requests on their way, to identify them. */
  readonly keys: KeyRing;
}

/**
 * The shop's network between tills and terminals, with the behaviour of TCP: what is handed to the kernel is retransmitted at
 * intervals that double as long as its connection lives, also when the process that sent it does not; a reset drops what has not
 * arrived.
 */
export class Network {
  readonly #conditions: NetworkConditions;
  readonly #keys: KeyRing;
  readonly #open = new Set<Connection>();
  readonly #exchanges = new Map<string, number>();
  readonly #orderOf = new Map<string, string>();

  constructor(parts: NetworkParts) {
    this.#conditions = new NetworkConditions(parts);
    this.#keys = parts.keys;
  }

  /** How many connections are open, of all hosts. */
  get open(): number {
    return this.#open.size;
  }

  /** Sends a request over a connection of its own. Never resolves when the host ends first. */
  post(request: NetworkRequest, host: Host): Promise<NetworkResult> {
    const inspected = inspectRequest(request.body, this.#keys);
    const exchange = this.#nameOf(inspected);
    const faults = new Set(this.#conditions.faultPlan.faultsOf(exchange));
    return new Promise((resolve) => {
      const call = { request, host, inspected, exchange, faults };
      const connection: Connection = new Connection(this.#conditions, call, (result) => {
        this.#open.delete(connection);
        if (result !== undefined) resolve(result);
      });
      this.#open.add(connection);
      connection.start();
    });
  }

  /** The host has ended: it receives nothing any more. */
  hostEnded(host: Host): void {
    for (const connection of this.#open) connection.hostEnded(host);
  }

  /** The terminal lost its power; what was connected detects it late, if at all. */
  powerLost(poiid: string, upAtMs: number): void {
    for (const connection of this.#open) connection.powerLost(poiid, upAtMs);
  }

  /** @param machine the one that is cut off from the terminal. Default: all are */
  partition(poiid: string, lastsMs: number, machine?: string): void {
    this.#conditions.partition(poiid, lastsMs, machine);
  }

  /** `ORDER-3 Payment 1`: the same in every run in which that order is paid, whatever else happens. */
  #nameOf(request: InspectedRequest | undefined): string {
    if (request === undefined) return 'unreadable';
    const { MessageCategory, ServiceID, POIID, reference, aboutServiceID } = request;
    const subject = reference ?? (aboutServiceID && this.#orderOf.get(aboutServiceID)) ?? POIID;
    if (reference !== undefined) this.#orderOf.set(ServiceID, reference);
    const kind = `${subject} ${MessageCategory}`;
    const count = (this.#exchanges.get(kind) ?? 0) + 1;
    this.#exchanges.set(kind, count);
    return `${kind} ${count}`;
  }
}
