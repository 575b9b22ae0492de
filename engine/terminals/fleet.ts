import { isDeepStrictEqual } from 'node:util';
import { BehaviorSubject, filter, firstValueFrom, map, merge, take, tap, type Observable } from 'rxjs';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { TerminalAddress } from '../../adapters/ports/transport.port.ts';
import { createKeyRing, type SharedKey, type TerminalKeys } from '../../crypto/index.ts';
import { ClosedError, ConfigError } from '../../errors.ts';
import type { POIID } from '../../protocol/ids.ts';
import type { ResolvedOptions, TerminalOptions } from '../options/engine-options.ts';
import { warnOfLegacyKeys } from '../options/legacy-keys.ts';
import { resolveTerminals } from '../options/resolve-options.ts';
import { knownTerminal } from '../requests/transaction-plan.ts';
import { describeError, detached } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { Turns } from '../runtime/turns.ts';
import type { TerminalClient } from './terminal-client.ts';
import type { Terminal } from './terminal-handle.ts';
import { isDrained, type TerminalParts } from './terminal-parts.ts';
import type { TerminalQueue } from './terminal-queue.ts';

export interface FleetDependencies {
  readonly environment: ResolvedOptions['environment'];
  readonly keys: TerminalKeys;
  readonly log: Logger;
  readonly make: (address: TerminalAddress, isUnprotected: boolean) => TerminalParts;
  /** Creates the transport to another address of a terminal. */
  readonly transport: (address: TerminalAddress) => Parameters<TerminalParts['transport']['move']>[0];
}

/**
 * The terminals of an engine, each with its parts. Every part of the engine that looks a terminal up looks here, so that a change
 * counts at once and for all of them.
 */
export class Fleet {
  readonly addresses = new Map<POIID, TerminalAddress>();
  readonly unprotected = new Set<POIID>();
  readonly clients = new Map<POIID, TerminalClient>();
  readonly queues = new Map<POIID, TerminalQueue>();
  /** @internal Of changes that derive keys. */
  readonly turns = new Turns();
  readonly #terminals = new Map<POIID, TerminalParts>();
  /** The newest of each; of one that has ended, the terminal is not leaving. */
  readonly #removals = new Map<POIID, Promise<boolean>>();
  readonly #deps: FleetDependencies;
  readonly #list = new BehaviorSubject<readonly Terminal[]>([]);
  #onAdded: (parts: TerminalParts) => void = () => {};
  #isClosed = false;

  constructor(deps: FleetDependencies) {
    this.#deps = deps;
  }

  /** @param onAdded connects each terminal to the rest of the engine, before anything is asked of it */
  open(onAdded: (parts: TerminalParts) => void): void {
    this.#onAdded = onAdded;
  }

  list(): readonly Terminal[] {
    return Array.from(this.#terminals.values(), ({ handle }) => handle);
  }

  /** Hot, the current list first. */
  get list$(): Observable<readonly Terminal[]> {
    return this.#list.asObservable();
  }

  get environment(): ResolvedOptions['environment'] {
    return this.#deps.environment;
  }

  get keys(): TerminalKeys {
    return this.#deps.keys;
  }

  /** The parts of a terminal, if there is one. */
  find(poiid: POIID): TerminalParts | undefined {
    return this.#terminals.get(poiid);
  }

  /** @throws {InputError} `ERR_INPUT_TERMINAL` */
  terminal(poiid: string): Terminal {
    return this.#partsOf(poiid).handle;
  }

  async add(given: TerminalOptions): Promise<Terminal> {
    this.assertOpen();
    const { terminals, ownKeys, unprotected } = resolveTerminals([given], this.#deps.environment);
    const [own] = ownKeys;
    const ring = own && (await createKeyRing(own.keys, own.path));
    this.assertOpen();
    const [address] = terminals.values();
    if (address === undefined) throw wrong('terminals', 'a terminal', 'none');
    const poiid = address.poiid as POIID; // the options parsed it
    const isUnprotected = unprotected.has(poiid);
    const known = this.#terminals.get(poiid);
    if (known !== undefined && !known.queue.state.isLeaving)
      throw wrong('poiid', 'each terminal once', `${poiid} twice`);
    if (known !== undefined && isUnprotected !== this.unprotected.has(poiid)) {
      throw wrong('protection', 'the same as before, until the terminal is removed', 'another one');
    }
    if (ring === undefined && !isUnprotected && !this.#deps.keys.hasShared) {
      throw new ConfigError('ERR_CONFIG_KEY', { path: 'sharedKeys', expected: 'at least one key', found: 'none' });
    }
    warnOfLegacyKeys({ sharedKeys: [], ownKeys }, this.#deps.log);
    this.#deps.keys.replace(ring, poiid);
    return (known === undefined ? this.install(address, isUnprotected) : this.keep(known, address)).handle;
  }

  async remove(poiid: string): Promise<boolean> {
    this.assertOpen();
    const parts = this.#partsOf(poiid);
    const underWay = this.#removals.get(parts.poiid);
    // One that was added again since then is removed anew.
    if (underWay !== undefined && parts.queue.state.isLeaving) return underWay;
    parts.queue.send({ type: 'terminal.leaves' });
    const removal = this.#drain(parts);
    this.#removals.set(parts.poiid, removal);
    parts.queue.publish();
    return removal;
  }

  readdress(poiid: string, given: { readonly host: string; readonly port?: number | undefined }): void {
    this.assertOpen();
    const parts = this.#partsOf(poiid);
    const { allowLegacyCertificate } = this.addressOf(parts.poiid);
    const { host, port } = given;
    const moved = { poiid, host, ...(port !== undefined && { port }), allowLegacyCertificate };
    const { terminals } = resolveTerminals([moved], this.#deps.environment);
    for (const address of terminals.values()) this.move(parts, address);
  }

  async replaceKeys(sharedKeys: readonly SharedKey[], poiid?: string): Promise<void> {
    this.assertOpen();
    const own = poiid === undefined ? undefined : this.#partsOf(poiid).poiid;
    if (own !== undefined && this.unprotected.has(own)) {
      throw new ConfigError('ERR_CONFIG_PROTECTION', { path: 'protection', expected: "'nexo'", found: "'none'" });
    }
    if (!Array.isArray(sharedKeys)) {
      // Never quoted: it may be the passphrase itself.
      const mistake = { path: 'sharedKeys', expected: 'a list of keys', found: `a value of type ${typeof sharedKeys}` };
      throw new ConfigError('ERR_CONFIG_KEY', mistake);
    }
    await this.turns.take(createKeyRing(sharedKeys), (ring) => {
      this.assertOpen();
      if (own !== undefined) this.#partsOf(own);
      this.#deps.keys.replace(ring, own);
      this.warnOfKeys({ sharedKeys, ownKeys: [] });
    });
  }

  /** @internal Of keys that have just replaced others: those of an old kind, and the terminals that used one that is gone. */
  warnOfKeys(given: Parameters<typeof warnOfLegacyKeys>[0]): void {
    warnOfLegacyKeys(given, this.#deps.log);
    for (const { poiid: POIID, keys } of this.#terminals.values()) {
      if (keys?.isDropped) logEvent(this.#deps.log.child({ POIID }), 'terminal.keyDropped', {});
    }
  }

  async closeClients(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(Array.from(this.clients.values(), (client) => client.close()));
  }

  close(): void {
    this.#isClosed = true;
    for (const queue of this.queues.values()) queue.close();
    this.#list.complete();
  }

  /** @internal Of a terminal whose keys are known. */
  install(address: TerminalAddress, isUnprotected: boolean): TerminalParts {
    const parts = this.#deps.make(address, isUnprotected);
    const { poiid } = parts;
    this.addresses.set(poiid, address);
    if (isUnprotected) {
      this.unprotected.add(poiid);
      logEvent(this.#deps.log.child({ POIID: poiid }), 'terminal.unprotected', {});
    }
    this.clients.set(poiid, parts.client);
    this.queues.set(poiid, parts.queue);
    this.#terminals.set(poiid, parts);
    this.#onAdded(parts);
    this.#list.next(this.list());
    return parts;
  }

  /** @internal It was being removed, and is not. */
  keep(parts: TerminalParts, address: TerminalAddress): TerminalParts {
    this.move(parts, address);
    parts.queue.send({ type: 'terminal.stays' });
    parts.queue.publish();
    return parts;
  }

  /** @internal @returns whether the address is another one */
  move({ poiid, transport }: TerminalParts, address: TerminalAddress): boolean {
    if (isDeepStrictEqual(this.addressOf(poiid), address)) return false;
    transport.move(this.#deps.transport(address));
    this.addresses.set(poiid, address);
    logEvent(this.#deps.log.child({ POIID: poiid }), 'terminal.moved', {});
    return true;
  }

  /** Waits until nothing of it is left, and then forgets it in the same turn. */
  #drain(parts: TerminalParts): Promise<boolean> {
    const { queue, client } = parts;
    const end$ = merge(queue.state$, client.idle$).pipe(
      map(() => (queue.state.isLeaving ? isDrained(parts) || undefined : false)),
      filter((isRemoved) => isRemoved !== undefined),
      take(1),
      tap((isRemoved) => isRemoved && this.#forget(parts)),
    );
    return firstValueFrom(end$, { defaultValue: false });
  }

  #forget({ poiid, queue, client }: TerminalParts): void {
    const places = [this.addresses, this.unprotected, this.clients, this.queues, this.#terminals];
    for (const place of places) place.delete(poiid);
    this.#deps.keys.replace(undefined, poiid);
    queue.close();
    this.#list.next(this.list());
    const closed = client.close().catch((error: unknown) => {
      logEvent(this.#deps.log.child({ POIID: poiid }), 'terminal.removedNotClosed', { error: describeError(error) });
    });
    detached(this.#deps.log, 'a removed terminal', closed);
  }

  #partsOf(poiid: string): TerminalParts {
    const parts = this.#terminals.get(knownTerminal(poiid, { terminals: this.addresses }));
    if (parts !== undefined) return parts;
    throw new Error('every terminal with an address has its parts');
  }

  addressOf(poiid: POIID): TerminalAddress {
    const address = this.addresses.get(poiid);
    if (address !== undefined) return address;
    throw new Error('every terminal has an address');
  }

  /** @throws {ClosedError} */
  assertOpen(): void {
    if (this.#isClosed) throw new ClosedError('the engine');
  }
}

function wrong(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_TERMINAL', { path, expected, found });
}
