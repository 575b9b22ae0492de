import { isIP } from 'node:net';
import type { NotificationListenerOptions } from '../adapters/notification-listener/start-listener.ts';
import type { Journal } from '../adapters/ports/journal.port.ts';
import type { TerminalAddress } from '../adapters/ports/transport.port.ts';
import type { Environment } from '../certs/index.ts';
import type { SharedKey } from '../crypto/index.ts';
import { ConfigError, InputError, formatValue } from '../errors.ts';
import type { TransactionLimits } from '../machines/index.ts';
import { CURRENCY_EXPONENTS } from '../protocol/currency-exponents.ts';
import { parsePOIID, parseSaleID, type POIID, type SaleID } from '../protocol/ids.ts';
import type { CurrencyExponents } from '../protocol/money.ts';
import { encodeSaleToAcquirerData } from '../protocol/fields/sale-to-acquirer-data.ts';
import type { Logger } from './logging.ts';
import type { EngineParts } from './parts.ts';

/** How an engine is set up. */
export interface EngineOptions {
  /** The name of this till: 1 to 128 characters; terminals echo it. */
  readonly saleId: string;
  /** Picks the fleet root that is trusted and the name that a terminal's certificate must have. */
  readonly environment: Environment;
  /** The terminals this till may use; at least one. */
  readonly terminals: readonly TerminalOptions[];
  /** The keys shared with the terminals. The first seals what is sent, all open what comes back. At least one. */
  readonly sharedKeys: readonly SharedKey[];
  /**
   * The fleet root: PEM text, DER bytes, or the path of a file with either. Default: the one that `tenderline certs install`
   * put in its place. A root that is not Adyen's is taken for `test` only (simulators have one), with a warning in the log.
   */
  readonly rootCertificate?: string | Uint8Array;
  /**
   * Where transactions are remembered. Default: `'memory'`, which forgets them with the process.
   */
  readonly journal?: Journal | string;
  /** The application that is at work, told to the terminal with every transaction. Default: none. */
  readonly application?: ApplicationOptions;
  /** How SaleToAcquirerData is encoded; the terminal's AdditionalResponse follows it. Default `'json'`. */
  readonly saleToAcquirerDataEncoding?: 'json' | 'form';
  /** Replaces decimals of single currencies, for example `{ ISK: 2 }`. Default: ISO 4217. */
  readonly currencyExponents?: CurrencyExponents;
  /** Replaces single limits. */
  readonly limits?: Partial<EngineLimits>;
  /**
   * Where to listen for the notifications of terminals: they tell what the shopper does, and never decide an outcome. Default: not
   * at all; `engine.notificationHandler` mounts them into a server of yours.
   */
  readonly listener?: ListenerOptions;
  /** A pino logger, or one of its shape. Default: silent. */
  readonly logger?: Logger;
  /** Replaces the parts that touch the world: for tests and other runtimes. */
  readonly parts?: Partial<EngineParts>;
}

/** Everything of a notification listener but what the engine knows itself. */
export type ListenerOptions = Omit<NotificationListenerOptions, 'sink' | 'keyRing' | 'clock' | 'log'>;

export interface TerminalOptions {
  /** `<model>-<serial>`, for example `V400m-324688179`; case matters. */
  readonly poiid: string;
  /** IP address, or a name that resolves to it. */
  readonly host: string;
  /** Default 8443. */
  readonly port?: number;
  /** Takes the legacy certificate, which does not say which terminal it is. Default `false`. */
  readonly allowLegacyCertificate?: boolean;
}

export interface ApplicationOptions {
  readonly name: string;
  readonly version: string;
  /** Who integrated it. */
  readonly integrator?: string;
}

/** Every limit of the engine, in milliseconds where a name says so. */
export interface EngineLimits extends Required<TransactionLimits> {
  /** For TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** For the answer to an Abort or a Diagnosis. */
  readonly requestTimeoutMs: number;
  /** How long `close()` waits for what is in flight. */
  readonly closeTimeoutMs: number;
  /** How many transactions may wait for one terminal. */
  readonly queueMax: number;
  /** How long a transaction waits for its terminal to become free. */
  readonly queueTimeoutMs: number;
  /** How long progress is shown after the settlement. */
  readonly displayGraceMs: number;
  /** How many settled transactions are kept in memory; `find` reads older ones from the journal. */
  readonly settledKeptMax: number;
}

/** Adyen's figures where there are any (reference 1.2, 5.4), ours elsewhere. */
export const DEFAULT_LIMITS: EngineLimits = {
  sendWithinMs: 15_000,
  responseTimeoutMs: 150_000,
  firstCheckDelayMs: 1_500,
  statusIntervalMs: 5_000,
  statusTimeoutMs: 30_000,
  fastChecksMax: 12,
  stalledIntervalMs: 60_000,
  inProgressMaxMs: 600_000,
  notFoundGapMs: 5_000,
  notFoundAgeMinMs: 10_000,
  notFoundAgeMaxMs: 600_000,
  terminalRestartMinMs: 40_000,
  lingerMaxMs: 120_000,
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  closeTimeoutMs: 5_000,
  displayGraceMs: 30_000,
  queueMax: 10,
  queueTimeoutMs: 300_000,
  settledKeptMax: 1_000,
};

/** Options that were checked, with every default filled in. */
export interface ResolvedOptions {
  readonly saleId: SaleID;
  readonly environment: Environment;
  readonly terminals: ReadonlyMap<POIID, TerminalAddress>;
  readonly application: ApplicationOptions | undefined;
  readonly saleToAcquirerDataEncoding: 'json' | 'form';
  readonly currencyExponents: CurrencyExponents;
  readonly limits: EngineLimits;
}

const OPTION_NAMES: Readonly<Record<keyof EngineOptions, true>> = {
  saleId: true,
  environment: true,
  terminals: true,
  sharedKeys: true,
  rootCertificate: true,
  journal: true,
  application: true,
  saleToAcquirerDataEncoding: true,
  currencyExponents: true,
  limits: true,
  listener: true,
  logger: true,
  parts: true,
};

const TERMINAL_NAMES: Readonly<Record<keyof TerminalOptions, true>> = {
  poiid: true,
  host: true,
  port: true,
  allowLegacyCertificate: true,
};

/** A misspelt option is not silently a default. */
function refuseStrangers(
  given: object,
  known: Readonly<Record<string, true>>,
  where: string,
  code: `ERR_CONFIG_${string}`,
): void {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (stranger === undefined) return;
  throw new ConfigError(
    code,
    `${where}: expected only ${Object.keys(known).join(', ')}, found ${formatValue(stranger)}`,
  );
}

/** @throws {ConfigError} naming the option, what was expected and what was found */
export function resolveOptions(options: EngineOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigError('ERR_CONFIG_OPTIONS', `options: expected an object, found ${formatValue(options)}`);
  }
  refuseStrangers(options, OPTION_NAMES, 'options', 'ERR_CONFIG_OPTIONS');
  const { environment, saleToAcquirerDataEncoding = 'json' } = options;
  if (environment !== 'test' && environment !== 'live') {
    throw new ConfigError(
      'ERR_CONFIG_ENVIRONMENT',
      `environment: expected 'test' or 'live', found ${formatValue(environment)}`,
    );
  }
  if (saleToAcquirerDataEncoding !== 'json' && saleToAcquirerDataEncoding !== 'form') {
    const found = formatValue(saleToAcquirerDataEncoding);
    throw new ConfigError(
      'ERR_CONFIG_ENCODING',
      `saleToAcquirerDataEncoding: expected 'json' or 'form', found ${found}`,
    );
  }
  if (!Array.isArray(options.sharedKeys)) {
    // Never what was found: whoever gives the passphrase itself here does not want to read it in a log.
    const found = typeof options.sharedKeys;
    throw new ConfigError('ERR_CONFIG_KEY', `sharedKeys: expected a list of keys, found a value of type ${found}`);
  }
  return {
    saleId: asConfig('ERR_CONFIG_SALE_ID', 'saleId', () => parseSaleID(options.saleId)),
    environment,
    terminals: resolveTerminals(options.terminals),
    application: resolveApplication(options.application),
    saleToAcquirerDataEncoding,
    currencyExponents: resolveExponents(options.currencyExponents),
    limits: resolveLimits(options.limits),
  };
}

function resolveTerminals(terminals: readonly TerminalOptions[]): ReadonlyMap<POIID, TerminalAddress> {
  if (!Array.isArray(terminals) || terminals.length === 0) {
    throw new ConfigError('ERR_CONFIG_TERMINAL', 'terminals: expected at least one { poiid, host }, found none');
  }
  const resolved = new Map<POIID, TerminalAddress>();
  for (const [index, terminal] of (terminals as readonly Partial<TerminalOptions>[]).entries()) {
    const where = `terminals[${index}]`;
    if (typeof terminal !== 'object' || terminal === null) {
      throw new ConfigError(
        'ERR_CONFIG_TERMINAL',
        `${where}: expected { poiid, host }, found ${formatValue(terminal)}`,
      );
    }
    refuseStrangers(terminal, TERMINAL_NAMES, where, 'ERR_CONFIG_TERMINAL');
    const poiid = asConfig('ERR_CONFIG_TERMINAL', `${where}.poiid`, () => parsePOIID(terminal.poiid));
    const { host, port = 8443, allowLegacyCertificate = false } = terminal;
    if (typeof host !== 'string' || !isHost(host)) {
      const expected = 'an IP address or a host name, without scheme, port or path';
      throw new ConfigError('ERR_CONFIG_TERMINAL', `${where}.host: expected ${expected}, found ${formatValue(host)}`);
    }
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new ConfigError('ERR_CONFIG_TERMINAL', `${where}.port: expected 1 to 65535, found ${formatValue(port)}`);
    }
    if (typeof allowLegacyCertificate !== 'boolean') {
      const found = formatValue(allowLegacyCertificate);
      throw new ConfigError(
        'ERR_CONFIG_TERMINAL',
        `${where}.allowLegacyCertificate: expected a boolean, found ${found}`,
      );
    }
    if (resolved.has(poiid)) {
      throw new ConfigError('ERR_CONFIG_TERMINAL', `${where}.poiid: expected each terminal once, found ${poiid} twice`);
    }
    resolved.set(poiid, { poiid, host, port, allowLegacyCertificate });
  }
  return resolved;
}

/** An IP address, or a name whose last part is not a number (that would be a mistyped address). */
function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^(?!.*(?:^|\.)\d+$)[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/.test(host);
}

function resolveApplication(application: ApplicationOptions | undefined): ApplicationOptions | undefined {
  if (application === undefined) return undefined;
  if (typeof application !== 'object' || application === null) {
    const found = formatValue(application);
    throw new ConfigError('ERR_CONFIG_APPLICATION', `application: expected { name, version }, found ${found}`);
  }
  const { name, version, integrator } = application;
  // The rules of the message it goes into (reference 4.2), asked once here instead of at each payment.
  return asConfig('ERR_CONFIG_APPLICATION', 'application', () => {
    const texts = { name, version, ...(integrator !== undefined && { integrator }) };
    encodeSaleToAcquirerData({ applicationInfo: { externalPlatform: texts } }, 'json');
    return application;
  });
}

function resolveExponents(replaced: CurrencyExponents | undefined): CurrencyExponents {
  for (const [currency, exponent] of Object.entries(replaced ?? {})) {
    if (!/^[A-Z]{3}$/.test(currency) || !Number.isInteger(exponent) || exponent < 0 || exponent > 6) {
      throw new ConfigError(
        'ERR_CONFIG_CURRENCY',
        `currencyExponents: expected three capital letters and 0 to 6 decimals, found ${currency}: ${formatValue(exponent)}`,
      );
    }
  }
  return replaced === undefined ? CURRENCY_EXPONENTS : { ...CURRENCY_EXPONENTS, ...replaced };
}

function resolveLimits(replaced: Partial<EngineLimits> | undefined): EngineLimits {
  for (const [name, value] of Object.entries(replaced ?? {})) {
    if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
      throw new ConfigError(
        'ERR_CONFIG_LIMIT',
        `limits.${name}: expected one of ${Object.keys(DEFAULT_LIMITS).join(', ')}`,
      );
    }
    // Node turns a longer timer into one of a millisecond.
    if (!Number.isSafeInteger(value) || value < 1 || value > 2_147_483_647) {
      const found = formatValue(value);
      throw new ConfigError(
        'ERR_CONFIG_LIMIT',
        `limits.${name}: expected an integer from 1 to 2147483647, found ${found}`,
      );
    }
  }
  return { ...DEFAULT_LIMITS, ...replaced };
}

/** The same complaint as a configuration's: the ids have one parser each, and here it is the set-up that is wrong. */
function asConfig<T>(code: `ERR_CONFIG_${string}`, where: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InputError)
      throw new ConfigError(code, error.message.replace(/^\w+/, where), { cause: error });
    throw error;
  }
}
