import { readFile } from 'node:fs/promises';
import { fleetRootStore } from '../adapters/fleet-root-store.ts';
import { memoryJournal } from '../adapters/journal/memory-journal.ts';
import { openSqliteJournal } from '../adapters/journal/sqlite-journal.ts';
import { nexoProtection } from '../adapters/nexo-protection.ts';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Journal } from '../adapters/ports/journal.port.ts';
import type { TransportFactory } from '../adapters/ports/transport.port.ts';
import { systemBootId } from '../adapters/system-boot.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { systemRandom } from '../adapters/system-random.ts';
import { undiciTransport } from '../adapters/undici-transport.ts';
import { loadFleetRoot, type FleetRoot } from '../certs/index.ts';
import { createKeyRing } from '../crypto/index.ts';
import { ConfigError, formatValue } from '../errors.ts';
import type { POIID } from '../protocol/ids.ts';
import { TerminalEngine, type Engine } from './engine.ts';
import { silentLogger, type Logger } from './logging.ts';
import { resolveOptions, type EngineOptions, type ResolvedOptions } from './options.ts';
import { readOpen } from './recovery.ts';
import { createTerminalLink, type TerminalLink } from './terminal-link.ts';
import { watchedJournal } from './watched-journal.ts';

/**
 * Sets an engine up and takes up what an earlier process left open: those transactions are asked about, nothing is sent again.
 *
 * @throws {ConfigError} naming the option, what was expected and what was found
 * @throws {JournalError} when the journal cannot be read
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const resolved = resolveOptions(options);
  const log = (options.logger ?? silentLogger).child({ component: 'engine' });
  const keyRing = options.parts?.keyRing ?? (await createKeyRing(options.sharedKeys));
  const clock = checkedClock(options.parts?.clock ?? systemClock);
  const random = options.parts?.random ?? systemRandom;
  const bootId = options.parts?.bootId ?? systemBootId();
  const transport = options.parts?.transport ?? (await realTransport(options, resolved, log));
  const protection = nexoProtection(keyRing, random);
  // The journal comes last: what is wrong with the rest is said without taking possession of a file.
  const { journal, health$ } = watchedJournal(await openJournal(options.journal));
  try {
    const open = await readOpen(journal);
    const links = new Map<POIID, TerminalLink>();
    const engine = new TerminalEngine({
      parts: { clock, random, bootId, transport, keyRing },
      options: resolved,
      journal,
      health$,
      links,
      log,
    });
    for (const [poiid, address] of resolved.terminals) {
      const link = createTerminalLink({
        transport: transport(address),
        protection,
        clock,
        log: log.child({ POIID: poiid }),
        onLink: (isUp) => engine.noteLink(poiid, isUp),
        onStray: (stray) => engine.noteStray(stray),
      });
      links.set(poiid, link);
    }
    if (options.listener !== undefined) await engine.listen(options.listener);
    engine.recover(open.transactions, open.orphans);
    return engine;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** What a clock lacks would show in the middle of a payment. */
function checkedClock(clock: Clock): Clock {
  const lacks = (['now', 'upMs', 'setTimeout', 'clearTimeout'] as const).find(
    (name) => typeof clock[name] !== 'function',
  );
  if (lacks === undefined) return clock;
  throw new ConfigError(
    'ERR_CONFIG_CLOCK',
    `parts.clock: expected the functions now, upMs, setTimeout and clearTimeout, found no ${lacks}`,
  );
}

async function openJournal(journal: EngineOptions['journal']): Promise<Journal> {
  if (journal === undefined || journal === 'memory') return memoryJournal();
  if (typeof journal === 'string' && journal !== '') return openSqliteJournal(journal);
  if (typeof journal === 'object' && journal !== null && typeof journal.append === 'function') return journal;
  throw new ConfigError(
    'ERR_CONFIG_JOURNAL',
    `journal: expected the path of a file, a Journal or 'memory', found ${formatValue(journal)}`,
  );
}

async function realTransport(
  options: EngineOptions,
  resolved: ResolvedOptions,
  log: Logger,
): Promise<TransportFactory> {
  const fleetRoot = await findFleetRoot(options.rootCertificate, resolved.environment);
  if (!fleetRoot.pinned) {
    log.warn(
      { fingerprint: fleetRoot.fingerprint, subject: fleetRoot.subject },
      'the root certificate is not the one of the Adyen terminal fleet: only good for a simulator',
    );
  }
  return (address) => undiciTransport(address, { fleetRoot, connectTimeoutMs: resolved.limits.connectTimeoutMs });
}

async function findFleetRoot(
  given: string | Uint8Array | undefined,
  environment: ResolvedOptions['environment'],
): Promise<FleetRoot> {
  if (given !== undefined) {
    const isPath = typeof given === 'string' && !given.includes('-----BEGIN');
    return loadFleetRoot(isPath ? await readRoot(given) : given, environment, { allowOther: environment === 'test' });
  }
  const store = fleetRootStore();
  const installed = await store.read(environment);
  if (installed !== undefined) return installed;
  throw new ConfigError(
    'ERR_CONFIG_ROOT',
    `rootCertificate: expected the ${environment} fleet root, found none at ${store.pathOf(environment)}; ` +
      'install it with `tenderline certs install FILE`, or give rootCertificate',
  );
}

async function readRoot(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ConfigError(
      'ERR_CONFIG_ROOT',
      `rootCertificate: expected a readable file, found none at ${formatValue(path)}`,
      {
        cause: error,
      },
    );
  }
}
