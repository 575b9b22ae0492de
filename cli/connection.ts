import { pino } from 'pino';
import { REDACTED_PATHS } from '../engine/runtime/logging.ts';
import { DEFAULT_LIMITS, type EngineLimits, type EngineOptions, type Logger, type SharedKey } from '../index.ts';
import { readConfigFile } from './config-file.ts';
import { requiredSecret, type SecretSources } from './secrets.ts';
import { required, resolveSettings, type Settings } from './settings.ts';

export const DEFAULT_SALE_ID = 'TILL-01';

/** What the commands that talk to a terminal have in common. */
export interface ConnectionFlags extends Readonly<Record<string, unknown>> {
  readonly config?: string;
  readonly passphraseFile?: string;
  readonly logLevel?: string;
}

export interface Connection {
  readonly poiid: string;
  /** `host:port`, for people. */
  readonly address: string;
  readonly settings: Settings;
  /** Ready for `createEngine`. */
  readonly engineOptions: EngineOptions;
}

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Gathers the settings from options, variables and the configuration file.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readSettings(flags: ConnectionFlags, env: Env = process.env): Promise<Settings> {
  const file = await readConfigFile(flags.config ?? (env['TENDERLINE_CONFIG'] || undefined));
  return resolveSettings({ flags, env, file });
}

/**
 * Makes of the settings what an engine needs.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readConnection(flags: ConnectionFlags, env: Env = process.env): Promise<Connection> {
  const settings = await readSettings(flags, env);
  const poiid = required(settings, 'poiid');
  const host = required(settings, 'host');
  const { port = 8443, environment = 'test' } = settings;
  return {
    poiid,
    address: `${host}:${port}`,
    settings,
    engineOptions: {
      saleId: settings.saleId ?? DEFAULT_SALE_ID,
      environment: environment === 'live' ? 'live' : 'test',
      terminals: [{ poiid, host, port }],
      sharedKeys: [await readSharedKey({ flags, env, settings })],
      limits: limitsOf(settings),
      logger: loggerOf(flags),
      ...(settings.rootCertificate !== undefined && { rootCertificate: settings.rootCertificate }),
      ...(settings.journal !== undefined && { journal: settings.journal }),
    },
  };
}

/** @throws {ConfigError} `ERR_CONFIG_MISSING`, `ERR_CONFIG_PASSPHRASE` */
export async function readSharedKey(sources: SecretSources): Promise<SharedKey> {
  return {
    keyIdentifier: required(sources.settings, 'keyIdentifier'),
    keyVersion: required(sources.settings, 'keyVersion'),
    passphrase: await requiredSecret('passphrase', sources),
  };
}

/** Logs to stderr, where they disturb no program. */
export function loggerOf({ logLevel = 'silent' }: ConnectionFlags): Logger {
  return pino({ level: logLevel, redact: [...REDACTED_PATHS] }, pino.destination({ dest: 2, sync: true }));
}

/** Two figures of the command line stand for four of the engine. */
export function limitsOf({ responseTimeout, statusInterval }: Settings): Partial<EngineLimits> {
  const responseTimeoutMs = inMs(responseTimeout);
  const statusIntervalMs = inMs(statusInterval);
  return {
    ...(responseTimeoutMs !== undefined && {
      responseTimeoutMs,
      // Who waits a moment for a payment does not mean to wait longer for each check.
      statusTimeoutMs: Math.min(DEFAULT_LIMITS.statusTimeoutMs, responseTimeoutMs),
    }),
    ...(statusIntervalMs !== undefined && {
      statusIntervalMs,
      firstCheckDelayMs: Math.min(DEFAULT_LIMITS.firstCheckDelayMs, statusIntervalMs),
    }),
  };
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}
