import { map, merge, type Observable } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Random } from '../adapters/ports/random.port.ts';
import type { KeyFinder } from '../crypto/index.ts';
import { parseTransactionId, type POIID, type SaleID, type TransactionId } from '../protocol/ids.ts';
import { VERSION } from '../version.ts';
import { createTerminalKeys } from './options/create-terminal-keys.ts';
import type { EngineOptions, ResolvedOptions } from './options/engine-options.ts';
import { resolveLogger } from './options/resolve-logger.ts';
import { resolveOptions } from './options/resolve-options.ts';
import { resolveParts } from './options/resolve-parts.ts';
import { containedKeyRing, containedParts } from './runtime/contained-parts.ts';
import { safeLogger } from './runtime/containment.ts';
import { Inspector } from './runtime/inspector.ts';
import type { Logger } from './runtime/logging.ts';
import type { UnmatchedResponse } from './terminals/read-answer.ts';
import type { Terminal } from './terminals/terminal-handle.ts';
import { terminalParts } from './terminals/terminal-parts.ts';
import { TransactionExchanges } from './transactions/transaction-exchanges.ts';

/** The options of an engine that a worker of another runtime has as well. */
export type WorkerPartsOptions = Omit<EngineOptions, 'journal' | 'control' | 'listener' | 'inspect'>;

/** What reaches the terminals and the outside world: what an engine has, without its journal, its transactions and its queues. */
export interface WorkerParts {
  /** Checked, with every default filled in. */
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  /** Identifies the boot of this machine: whose clock a reading is. */
  readonly bootId: string;
  readonly log: Logger;
  readonly exchanges: TransactionExchanges;
  /** The keys of all terminals, for a listener that opens their notifications. */
  readonly keys: KeyFinder;
  /** The requests to a terminal that belong to no transaction, in the name of a till. `undefined`: there is no such terminal. */
  readonly terminal: (poiid: string, till: SaleID) => Terminal | undefined;
  /** Verified responses to other requests than the one that waited, from now on: `eventsOfUnmatched` has what they say. */
  readonly unmatched$: Observable<{ readonly poiid: POIID; readonly response: UnmatchedResponse }>;
  readonly newId: () => TransactionId;
  /** Ends the connections to the terminals. */
  close(): Promise<void>;
}

/**
 * Makes the parts of a worker. Nothing is sent before a command is carried out.
 *
 * @throws {ConfigError} as `createEngine` does
 */
export async function createWorkerParts(given: WorkerPartsOptions): Promise<WorkerParts> {
  const options = resolveOptions(given);
  const log = safeLogger(resolveLogger(given.logger)).child({ component: 'worker' });
  const givenRing = given.parts?.keyRing;
  const keys = await createTerminalKeys(options, givenRing && containedKeyRing(givenRing));
  const outside = containedParts(await resolveParts(given.parts ?? {}, given.rootCertificate, options, log), log);
  const { clock, random } = outside;
  const deps = {
    options,
    keys,
    clock,
    random,
    log,
    transport: outside.transport,
    certificates: outside.certificates,
    inspector: new Inspector(log, () => []),
    onStepOf: () => () => {},
    loginContext: () => ({
      atMs: clock.now(),
      software: { manufacturer: 'tenderline', name: 'tenderline', version: VERSION },
    }),
  };
  const all = Array.from(options.terminals.values(), (address) =>
    terminalParts(deps, address, options.unprotected.has(address.poiid as POIID)),
  );
  const parts = new Map<string, (typeof all)[number]>(all.map((one) => [one.poiid, one]));
  return {
    options,
    clock,
    random,
    bootId: outside.bootId,
    log,
    exchanges: new TransactionExchanges({
      clients: new Map(all.map(({ poiid, client }) => [poiid, client])),
      // A worker keeps no transactions: which one a terminal is busy with is not named.
      store: { findByServiceId: () => undefined },
      random,
      currencyExponents: options.currencyExponents,
      requestTimeoutMs: options.limits.requestTimeoutMs,
    }),
    keys,
    terminal: (poiid, till) => parts.get(poiid)?.handleFor(till),
    unmatched$: merge(
      ...all.map(({ poiid, client }) => client.unmatched$.pipe(map((response) => ({ poiid, response })))),
    ),
    newId: () => parseTransactionId(uuidv7({ msecs: clock.now(), random: random.bytes(16) })),
    close: async () => void (await Promise.all(all.map(({ client }) => client.close()))),
  };
}
