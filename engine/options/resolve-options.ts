import { isIP } from 'node:net';
import { z } from 'zod';
import type { TerminalAddress } from '../../adapters/ports/transport.port.ts';
import type { SharedKey } from '../../crypto/index.ts';
import { ConfigError, findUnknown, formatValue } from '../../errors.ts';
import { CURRENCY_EXPONENTS } from '../../protocol/currency-exponents.ts';
import { parsePOIID, parseSaleID, type POIID } from '../../protocol/ids.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';
import { encodeSaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';
import { asConfig, wrong } from './as-config.ts';
import { VERSION } from '../../version.ts';
import {
  DEFAULT_LIMITS,
  type ApplicationOptions,
  type EngineLimits,
  type EngineOptions,
  type InspectOptions,
  type ListenerOptions,
  type OwnKeys,
  type ResolvedOptions,
} from './engine-options.ts';
import { resolveTakeOver } from './resolve-take-over.ts';

/** A misspelt option must not silently become a default. */
const OPTION_NAMES: Readonly<Record<keyof EngineOptions, true>> = {
  saleId: true,
  environment: true,
  terminals: true,
  sharedKeys: true,
  rootCertificate: true,
  journal: true,
  control: true,
  application: true,
  saleToAcquirerDataEncoding: true,
  tipInRequestedAmount: true,
  currencyExponents: true,
  limits: true,
  listener: true,
  inspect: true,
  takeOver: true,
  logger: true,
  parts: true,
};

const HOST = 'an IP address or a host name, without scheme, port or path';
const TerminalsSchema = z
  .array(
    z.strictObject(
      {
        poiid: z.unknown(),
        host: z.string(HOST).refine(isHost, HOST),
        port: z.int('1 to 65535').min(1, '1 to 65535').max(65_535, '1 to 65535').exactOptional(),
        allowLegacyCertificate: z.boolean('a boolean').exactOptional(),
        // Nor here: it stands beside the keys.
        protection: withRule({ secret: true }, z.enum(['nexo', 'none'])).exactOptional(),
        // Never quoted: a caller who gives the passphrase itself here must not find it in a log.
        sharedKeys: withRule({ secret: true }, z.array(z.unknown(), 'a list of keys')).exactOptional(),
      },
      '{ poiid, host }',
    ),
    'at least one { poiid, host }',
  )
  .min(1, 'at least one { poiid, host }');

// Their length and form follow the rules of the message that contains them.
const ApplicationSchema = z.strictObject(
  { name: z.unknown(), version: z.unknown(), integrator: z.unknown().optional() },
  '{ name, version }',
);

const EXPONENT = '0 to 6 decimals';
const ExponentsSchema = z.record(
  z.string().regex(/^[A-Z]{3}$/, 'three capital letters'),
  z.int(EXPONENT).min(0, EXPONENT).max(6, EXPONENT),
);

const InspectSchema = z.strictObject(
  { port: z.int('0 to 65535').min(0, '0 to 65535').max(65_535, '0 to 65535').optional() },
  '{ port }',
);

// Node.js shortens a longer timer to one millisecond.
const LIMIT = 'an integer from 1 to 2147483647';
const limit = z.int(LIMIT).min(1, LIMIT).max(2_147_483_647, LIMIT).exactOptional();
const LimitsSchema = z.strictObject(
  Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, limit])) as Record<
    keyof EngineLimits,
    typeof limit
  >,
);

/**
 * Checks and copies the caller's options: nothing of them is read afterwards, except whole parts (journal, logger, parts).
 *
 * @throws {ConfigError} naming the option, what was expected and what was found
 */
export function resolveOptions(options: EngineOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw wrong('ERR_CONFIG_OPTIONS', 'options', 'an object', formatValue(options));
  }
  const known = Object.keys(OPTION_NAMES);
  const unknown = findUnknown(options, known);
  if (unknown !== undefined) throw wrong('ERR_CONFIG_OPTIONS', 'options', `only ${known.join(', ')}`, unknown);
  const { environment, saleToAcquirerDataEncoding = 'json', tipInRequestedAmount = false } = options;
  if (environment !== 'test' && environment !== 'live') {
    throw wrong('ERR_CONFIG_ENVIRONMENT', 'environment', "'test' or 'live'", formatValue(environment));
  }
  if (saleToAcquirerDataEncoding !== 'json' && saleToAcquirerDataEncoding !== 'form') {
    const found = formatValue(saleToAcquirerDataEncoding);
    throw wrong('ERR_CONFIG_ENCODING', 'saleToAcquirerDataEncoding', "'json' or 'form'", found);
  }
  if (typeof tipInRequestedAmount !== 'boolean') {
    throw wrong('ERR_CONFIG_TIP', 'tipInRequestedAmount', 'true or false', formatValue(tipInRequestedAmount));
  }
  const { terminals, ownKeys, unprotected } = resolveTerminals(options.terminals, environment);
  return {
    saleId: asConfig('ERR_CONFIG_SALE_ID', () => parseSaleID(options.saleId), 'saleId'),
    environment,
    terminals,
    ownKeys,
    unprotected,
    sharedKeys: resolveSharedKeys(options.sharedKeys, terminals.size - ownKeys.length - unprotected.size),
    application: resolveApplication(options.application),
    saleToAcquirerDataEncoding,
    tipInRequestedAmount,
    currencyExponents: resolveExponents(options.currencyExponents),
    limits: resolveLimits(options.limits),
    listener: copyListener(options.listener),
    inspect: resolveInspect(options.inspect),
    prefersToTake: resolveTakeOver(options.takeOver, terminals),
    controlledJournal: resolveControl(options),
  };
}

/** The till's application; without one, Tenderline itself. */
export function softwareOf({ application }: ResolvedOptions) {
  const { name, version, integrator } = application ?? { name: 'tenderline', version: VERSION };
  return { manufacturer: integrator ?? name, name, version };
}

type Terminals = Pick<ResolvedOptions, 'terminals' | 'ownKeys' | 'unprotected'>;

export function resolveTerminals(given: unknown, environment: ResolvedOptions['environment']): Terminals {
  const options = asConfig('ERR_CONFIG_TERMINAL', () => parseInput(TerminalsSchema, given ?? [], 'terminals'));
  const terminals = new Map<POIID, TerminalAddress>();
  const ownKeys: OwnKeys[] = [];
  const unprotected = new Set<POIID>();
  for (const [index, terminal] of options.entries()) {
    const { host, port = 8443, allowLegacyCertificate = false, sharedKeys, protection } = terminal;
    const path = `terminals[${index}]`;
    const poiid = asConfig('ERR_CONFIG_TERMINAL', () => parsePOIID(terminal.poiid), `${path}.poiid`);
    if (terminals.has(poiid))
      throw wrong('ERR_CONFIG_TERMINAL', `${path}.poiid`, 'each terminal once', `${poiid} twice`);
    terminals.set(poiid, { poiid, host, port, allowLegacyCertificate });
    if (protection === 'none') {
      checkUnprotected(environment, sharedKeys, `${path}.protection`);
      unprotected.add(poiid);
    } else if (sharedKeys !== undefined) {
      ownKeys.push({ poiid, path: `${path}.sharedKeys`, keys: sharedKeys as SharedKey[] });
    }
  }
  return { terminals, ownKeys, unprotected };
}

function checkUnprotected(environment: ResolvedOptions['environment'], sharedKeys: unknown, path: string): void {
  if (environment !== 'test') {
    throw wrong('ERR_CONFIG_PROTECTION', path, "'nexo' (only test terminals may go without protection)", "'none'");
  }
  if (sharedKeys !== undefined) {
    throw wrong('ERR_CONFIG_PROTECTION', path, "'nexo' (the terminal has sharedKeys)", "'none'");
  }
}

/** An IP address, or a name whose last part is not a number (that would be a mistyped address). */
function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^(?!.*(?:^|\.)\d+$)[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/.test(host);
}

/**
 * Copies the list; each key is checked where it is derived.
 *
 * @param needing how many terminals have no keys of their own
 */
function resolveSharedKeys(given: unknown, needing: number): readonly SharedKey[] | undefined {
  if (given === undefined && needing === 0) return undefined;
  if (Array.isArray(given)) return given.map((key: unknown) => (isRecord(key) ? { ...key } : key)) as SharedKey[];
  // Never quotes the value: a caller who gives the passphrase itself here must not find it in a log.
  throw wrong('ERR_CONFIG_KEY', 'sharedKeys', 'a list of keys', `a value of type ${typeof given}`);
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function resolveApplication(given: unknown): ApplicationOptions | undefined {
  if (given === undefined) return undefined;
  return asConfig('ERR_CONFIG_APPLICATION', () => {
    const application = parseInput(ApplicationSchema, given, 'application') as ApplicationOptions;
    // Checked once here instead of at each payment (reference 4.2).
    encodeSaleToAcquirerData({ applicationInfo: { externalPlatform: application } }, 'json');
    return application;
  });
}

function resolveExponents(given: unknown): CurrencyExponents {
  if (given === undefined) return CURRENCY_EXPONENTS;
  const replaced = asConfig('ERR_CONFIG_CURRENCY', () => parseInput(ExponentsSchema, given, 'currencyExponents'));
  return { ...CURRENCY_EXPONENTS, ...replaced };
}

function resolveLimits(given: unknown): EngineLimits {
  const replaced = asConfig('ERR_CONFIG_LIMIT', () => parseInput(LimitsSchema, given ?? {}, 'limits'));
  return { ...DEFAULT_LIMITS, ...(replaced as Partial<EngineLimits>) };
}

function resolveInspect(given: EngineOptions['inspect']): InspectOptions | undefined {
  if (given === undefined) return undefined;
  return asConfig('ERR_CONFIG_INSPECT', () => parseInput(InspectSchema, given, 'inspect'));
}

function resolveControl({ control = false, journal }: EngineOptions): string | undefined {
  if (typeof control !== 'boolean') throw wrong('ERR_CONFIG_CONTROL', 'control', 'true or false', formatValue(control));
  if (!control) return undefined;
  if (typeof journal === 'string' && journal !== 'memory') return journal;
  const found = journal === undefined || journal === 'memory' ? 'a journal in memory' : 'a journal that is not ours';
  throw wrong('ERR_CONFIG_CONTROL', 'control', 'a journal that is given by the path of its file', found);
}

/** A deep copy; its values are checked where the listener starts. */
function copyListener(given: ListenerOptions | undefined): ListenerOptions | undefined {
  try {
    return structuredClone(given);
  } catch (cause) {
    const mistake = { path: 'listener', expected: 'plain data', found: 'something that cannot be copied' };
    throw new ConfigError('ERR_CONFIG_LISTENER', mistake, { cause });
  }
}
