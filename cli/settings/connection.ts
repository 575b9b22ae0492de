import { pino } from 'pino';
import { legacyFault } from '../../crypto/index.ts';
import {
  DEFAULT_LIMITS,
  REDACTED_PATHS,
  type EngineLimits,
  type EngineOptions,
  type Logger,
  type SharedKey,
} from '../../index.ts';
import { createOutput } from '../output/output.ts';
import { readConfigFile } from './config-file.ts';
import type { ConnectionFlags, Env } from './flags.ts';
import { requiredSecret, type SecretSources } from './secrets.ts';
import { required, resolveSettings, type Settings } from './settings.ts';

export const DEFAULT_SALE_ID = 'TILL-01';

export interface Connection {
  readonly poiid: string;
  /** `host:port`, for people. */
  readonly address: string;
  readonly settings: Settings;
  /** Ready for `createEngine`. */
  readonly engineOptions: EngineOptions;
}

/**
 * Gathers the settings from options, environment variables and the configuration file.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readSettings(flags: ConnectionFlags, env: Env = process.env): Promise<Settings> {
  const file = await readConfigFile(flags.config ?? (env['TENDERLINE_CONFIG'] || undefined));
  return resolveSettings({ flags, env, file });
}

/**
 * Turns the settings into what an engine needs.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readConnection(flags: ConnectionFlags, env: Env = process.env): Promise<Connection> {
  const settings = await readSettings(flags, env);
  const poiid = required(settings, 'poiid');
  const host = required(settings, 'host');
  const { port = 8443, environment = 'test', allowLegacyCertificate = false } = settings;
  return {
    poiid,
    address: `${host}:${port}`,
    settings,
    engineOptions: {
      saleId: settings.saleId ?? DEFAULT_SALE_ID,
      environment: environment === 'live' ? 'live' : 'test',
      terminals: [{ poiid, host, port, allowLegacyCertificate }],
      sharedKeys: [await readSharedKey({ flags, env, settings })],
      limits: engineLimits(settings),
      logger: createLogger(flags),
      ...(settings.rootCertificate !== undefined && { rootCertificate: settings.rootCertificate }),
      ...(settings.journal !== undefined && { journal: settings.journal }),
    },
  };
}

/** @throws {ConfigError} `ERR_CONFIG_MISSING`, `ERR_CONFIG_PASSPHRASE` */
export async function readSharedKey(sources: SecretSources): Promise<SharedKey> {
  const { allowLegacyPassphrase = false } = sources.settings;
  const key = {
    keyIdentifier: required(sources.settings, 'keyIdentifier'),
    keyVersion: required(sources.settings, 'keyVersion'),
    passphrase: await requiredSecret('passphrase', sources),
    allowLegacyPassphrase,
  };
  const fault = legacyFault(key);
  if (fault !== undefined) {
    const rule = `a new one needs ${fault.expected}`;
    createOutput(sources.flags).notice(`The passphrase is accepted although ${rule}: change it when you can.`);
  }
  return key;
}

/** Logs to stderr, so that stdout stays readable for programs. */
export function createLogger({ logLevel = 'silent' }: ConnectionFlags): Logger {
  return pino({ level: logLevel, redact: [...REDACTED_PATHS] }, pino.destination({ dest: 2, sync: true }));
}

/** The limits of the engine, in milliseconds: two settings, in seconds, decide four of them. */
export function engineLimits({ responseTimeout, statusInterval }: Settings): Partial<EngineLimits> {
  const responseTimeoutMs = inMs(responseTimeout);
  const statusIntervalMs = inMs(statusInterval);
  return {
    ...(responseTimeoutMs !== undefined && {
      responseTimeoutMs,
      // A short wait for a payment shortens the wait for a check as well.
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
