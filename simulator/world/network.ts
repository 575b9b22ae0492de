import type { KeyRing } from '../../crypto/key-ring.ts';
import { createPrng, type Prng } from '../primitives/prng.ts';
import { Connection, type NetworkResult } from './connection.ts';
import type { Fates, Struck, WorldFaultKind } from './fault-plan.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { tap, type Tapped } from './request-inspector.ts';
import type { WorldTerminal } from './world-terminal.ts';

/** A process that uses the network. It can end at any moment, and its machine may lose its power with it. */
export interface Host {
  readonly ended: 'no' | 'killed' | 'poweredOff';
}

export interface NetworkRequest {
  readonly poiid: string;
  readonly body: Uint8Array;
  /** Resets the connection. */
  readonly signal: AbortSignal;
  /** The last byte was handed to the kernel. */
  readonly onWritten?: (() => void) | undefined;
}

export interface NetworkParts {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly fates: Fates;
  readonly terminals: ReadonlyMap<string, WorldTerminal>;
  /** Opens what passes, to know what it is. */
  readonly keys: KeyRing;
  /** A request was handed to the kernel: from here on it may arrive. */
  readonly onSent: (request: Tapped) => void;
  readonly onStruck: (fault: Struck) => void;
}

/**
 * The shop's network between tills and terminals, as TCP behaves there: what is handed to the kernel is tried again at intervals
 * that double as long as its connection lives, also when the process that sent it does not; a reset drops what has not arrived.
 */
export class Network {
  readonly parts: NetworkParts;
  /** For what no fault decides: how long a message is on its way. */
  readonly #prng: Prng;
  readonly #open = new Set<Connection>();
  readonly #partitionedUntilMs = new Map<string, number>();
  readonly #exchanges = new Map<string, number>();
  readonly #orderOf = new Map<string, string>();
  readonly #answers = new Map<string, Uint8Array>();

  constructor(parts: NetworkParts) {
    this.parts = parts;
    this.#prng = createPrng(parts.seed);
  }

  /** Connections that are not over, of whoever. */
  get open(): number {
    return this.#open.size;
  }

  /** Sends a request over a connection of its own. Never resolves when the host ends first. */
  post(request: NetworkRequest, host: Host): Promise<NetworkResult> {
    const tapped = tap(request.body, this.parts.keys);
    const at = this.#nameOf(tapped);
    const faults = new Set(this.parts.fates.of(at));
    return new Promise((resolve) => {
      const connection: Connection = new Connection(this, { request, host, tapped, at, faults }, (result) => {
        this.#open.delete(connection);
        if (result !== undefined) resolve(result);
      });
      this.#open.add(connection);
      connection.start();
    });
  }

  /** The host has ended: nobody hears what comes for it. */
  hostEnded(host: Host): void {
    for (const connection of this.#open) connection.hostEnded(host);
  }

  /** The terminal's power went; what was connected learns of it late, if at all. */
  powerWent(poiid: string, upAtMs: number): void {
    for (const connection of this.#open) connection.terminalGone(poiid, upAtMs);
  }

  partition(poiid: string, lastsMs: number): void {
    const untilMs = this.parts.clock.now() + lastsMs;
    this.#partitionedUntilMs.set(poiid, Math.max(untilMs, this.#partitionedUntilMs.get(poiid) ?? 0));
  }

  isPartitioned(poiid: string): boolean {
    return this.parts.clock.now() < (this.#partitionedUntilMs.get(poiid) ?? 0);
  }

  /** How long a message is on its way, in milliseconds. */
  latencyMs(): number {
    return 1 + Math.floor(this.#prng.next() * 20);
  }

  struck(at: string, kind: WorldFaultKind): Prng {
    this.parts.onStruck({ at, kind });
    return this.parts.fates.chance(at, kind);
  }

  /**
   * What the terminal answered before, for a replay; keeps this one for the next. Only what is sealed: a rejection in the clear
   * says not of which request it is, and that it belongs to the one it came for is what TLS is trusted with.
   */
  exchangeAnswers(poiid: string, answer: Uint8Array): Uint8Array | undefined {
    const earlier = this.#answers.get(poiid);
    if (Buffer.from(answer).includes('"NexoBlob":')) this.#answers.set(poiid, answer);
    return earlier;
  }

  /** `ORDER-3 Payment 1`: the same in every run in which that order is paid, whatever else happens. */
  #nameOf(tapped: Tapped | undefined): string {
    if (tapped === undefined) return 'unreadable';
    const { MessageCategory, ServiceID, POIID, reference, aboutServiceID } = tapped;
    const subject = reference ?? (aboutServiceID && this.#orderOf.get(aboutServiceID)) ?? POIID;
    if (reference !== undefined) this.#orderOf.set(ServiceID, reference);
    const kind = `${subject} ${MessageCategory}`;
    const count = (this.#exchanges.get(kind) ?? 0) + 1;
    this.#exchanges.set(kind, count);
    return `${kind} ${count}`;
  }
}
