import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { REDACTED_PATHS } from '../engine/logging.ts';
import { DEFAULT_LIMITS, type EngineLimits, type EngineOptions } from '../index.ts';
import { ConfigError } from '../errors.ts';
import { readConfigFile } from './config-file.ts';
import { flagOf, required, resolveSettings, variableOf, type Settings } from './settings.ts';

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

type Env = Readonly<Record<string, string | undefined>>;

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
      sharedKeys: [
        {
          keyIdentifier: required(settings, 'keyIdentifier'),
          keyVersion: required(settings, 'keyVersion'),
          passphrase: await readPassphrase(flags, env, settings),
        },
      ],
      limits: limitsOf(settings),
      logger: pino(
        { level: flags.logLevel ?? 'silent', redact: [...REDACTED_PATHS] },
        pino.destination({ dest: 2, sync: true }),
      ),
      ...(settings.rootCertificate !== undefined && { rootCertificate: settings.rootCertificate }),
      ...(settings.journal !== undefined && { journal: settings.journal }),
    },
  };
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

/** An option wins over a variable and a variable over the file, as everywhere; no message shows what was found. */
async function readPassphrase(flags: ConnectionFlags, env: Env, { passphraseFile }: Settings): Promise<string> {
  const fromEnv = env['TENDERLINE_PASSPHRASE'];
  if (flags.passphraseFile === undefined && fromEnv) return fromEnv;
  if (passphraseFile === undefined) {
    throw new ConfigError(
      'ERR_CONFIG_PASSPHRASE',
      'passphrase: expected the one of the shared key, found none; give the variable TENDERLINE_PASSPHRASE, or name a file ' +
        `that holds it: ${flagOf('passphraseFile')}, ${variableOf('passphraseFile')}, or "passphraseFile" in the configuration file`,
    );
  }
  try {
    return (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    // The path stays out, and the cause, which has it: somebody may have given the passphrase itself.
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConfigError('ERR_CONFIG_PASSPHRASE', `passphraseFile: expected a readable file, found ${code}`);
  }
}
