import { readFile } from 'node:fs/promises';
import { fleetRootStore } from '../../adapters/fleet-root-store.ts';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { soleOwner } from '../../adapters/ownership/sole-owner.ts';
import { systemBootId, systemHostId } from '../../adapters/system-boot.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { systemRandom } from '../../adapters/system-random.ts';
import { loadFleetRoot, type FleetRoot } from '../../certs/index.ts';
import { ConfigError, errorCode, findUnknown, formatValue } from '../../errors.ts';
import type { Optional } from '../../protocol/json.ts';
import { CertificateWatch } from '../runtime/certificate-watch.ts';
import type { Logger } from '../runtime/logging.ts';
import type { EngineOptions, ResolvedOptions } from './engine-options.ts';
import type { EngineParts } from './engine-parts.ts';

/** The parts in use; the ring is among the keys of the terminals. */
export interface ResolvedParts extends Omit<EngineParts, 'keyRing'> {
  /** That of the real transport; `undefined` with another one. */
  readonly fleetRoot: FleetRoot | undefined;
  readonly certificates: CertificateWatch;
}

/**
 * Everything that reaches the outside world: the caller's replacement, else the real part.
 *
 * @throws {ConfigError} `ERR_CONFIG_PARTS`, `ERR_CONFIG_CLOCK`, `ERR_CONFIG_ROOT`
 */
export async function resolveParts(
  given: Optional<EngineParts>,
  rootCertificate: EngineOptions['rootCertificate'],
  options: ResolvedOptions,
  log: Logger,
): Promise<ResolvedParts> {
  checkParts(given);
  const clock = checkedClock(given.clock ?? systemClock);
  const certificates = new CertificateWatch(clock, log);
  return {
    clock,
    certificates,

    random: given.random ?? systemRandom,
    bootId: given.bootId ?? systemBootId(),
    hostId: given.hostId ?? (given.bootId === undefined ? systemHostId() : undefined),
    ownership: given.ownership ?? soleOwner,
    ...(given.transport === undefined
      ? await realTransport(await usableRoot(rootCertificate, options.environment, log), options, certificates)
      : { transport: given.transport, fleetRoot: undefined }),
  };
}

/** Which of the parts that are objects needs which function. */
const FUNCTIONS = { random: 'bytes', keyRing: 'find', ownership: 'owns' } as const;
const PARTS = [
  'clock',
  'random',
  'bootId',
  'hostId',
  'ownership',
  'transport',
  'keyRing',
] as const satisfies (keyof EngineParts)[];

function checkParts(given: Optional<EngineParts>): void {
  const unknown = findUnknown(given, PARTS);
  if (unknown !== undefined) throw wrongPart('parts', `only ${PARTS.join(', ')}`, unknown);
  for (const [name, method] of Object.entries(FUNCTIONS)) {
    const part: unknown = given[name as keyof typeof FUNCTIONS];
    if (part === undefined || typeof (Object(part) as Record<string, unknown>)[method] === 'function') continue;
    throw wrongPart(`parts.${name}`, `an object with the function ${method}`, formatValue(part));
  }
  const { transport } = given;
  if (transport !== undefined && typeof transport !== 'function') {
    throw wrongPart('parts.transport', 'a function that creates the transport to a terminal', formatValue(transport));
  }
  for (const name of ['bootId', 'hostId'] as const) {
    const id: unknown = given[name];
    if (id !== undefined && typeof id !== 'string') throw wrongPart(`parts.${name}`, 'a text', formatValue(id));
  }
}

function wrongPart(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_PARTS', { path, expected, found });
}

/** Checked at the start: a missing method would otherwise fail in the middle of a payment. */
function checkedClock(clock: Clock): Clock {
  const lacks = (['now', 'upMs', 'setTimeout', 'clearTimeout'] as const).find(
    (name) => typeof clock[name] !== 'function',
  );
  if (lacks === undefined) return clock;
  throw new ConfigError('ERR_CONFIG_CLOCK', {
    path: 'parts.clock',
    expected: 'the functions now, upMs, setTimeout and clearTimeout',
    found: `no ${lacks}`,
  });
}

async function usableRoot(
  rootCertificate: EngineOptions['rootCertificate'],
  environment: ResolvedOptions['environment'],
  log: Logger,
): Promise<FleetRoot> {
  const fleetRoot = await findFleetRoot(rootCertificate, environment);
  if (!fleetRoot.pinned) {
    const { fingerprint, subject } = fleetRoot;
    logEvent(log, 'root.notAdyen', { fingerprint, subject });
  }
  return fleetRoot;
}

/** The HTTP client is loaded here, all of it, before there is an engine. One with another transport does without it. */
async function realTransport(
  fleetRoot: FleetRoot,
  { limits: { connectTimeoutMs } }: ResolvedOptions,
  certificates: CertificateWatch,
): Promise<Pick<ResolvedParts, 'transport' | 'fleetRoot'>> {
  const { loadParser, undiciTransport } = await import('../../adapters/undici-transport.ts');
  await loadParser();
  const onCertificate = (poiid: string, endsAtMs: number) => certificates.note(poiid, endsAtMs);
  return {
    fleetRoot,
    transport: (address) => undiciTransport(address, { fleetRoot, connectTimeoutMs, onCertificate }),
  };
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
  throw new ConfigError('ERR_CONFIG_ROOT', {
    path: 'rootCertificate',
    expected: `the ${environment} fleet root`,
    found: `none at ${store.pathOf(environment)}`,
    advice: 'install it with `tenderline certs install FILE`, or give rootCertificate',
  });
}

async function readRoot(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const found = `${errorCode(cause) ?? 'unknown'} at ${formatValue(path)}`;
    const mistake = { path: 'rootCertificate', expected: 'a readable file', found };
    throw new ConfigError('ERR_CONFIG_ROOT', mistake, { cause });
  }
}
