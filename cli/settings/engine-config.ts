import { ConfigError } from '../../errors.ts';
import { DEFAULT_LIMITS, type EngineLimits, type EngineOptions, type TerminalOptions } from '../../index.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import type { ConnectionFlags, Env } from './flags.ts';
import { needsSharedKey, readOwnKeys, readSharedKeys } from './keys.ts';
import { createLogger } from './logger.ts';
import { flagOf, required, resolveSettings, variableOf, type Settings } from './settings.ts';
import { TERMINAL_SETTINGS, type KeyEntry, type TerminalEntry } from './terminal-entries.ts';

export const DEFAULT_SALE_ID = 'TILL-01';
const DEFAULT_PORT = 8443;

/** A configuration of any number of terminals, ready for an engine. */
export interface EngineConfig {
  readonly settings: Settings;
  /** Every terminal, in the order of the configuration; at least one. */
  readonly terminals: readonly ConfiguredTerminal[];
  /** Ready for `createEngine`: with every terminal. */
  readonly engineOptions: EngineOptions;
}

export interface ConfiguredTerminal {
  /** What `--terminal` calls it, beside its POIID. */
  readonly name?: string;
  readonly poiid: string;
  /** `host:port`, for people. */
  readonly address: string;
}

/** The settings, and the terminals that the configuration file lists; `undefined` where the settings describe a single one. */
export interface Configured {
  readonly settings: Settings;
  readonly terminals: readonly TerminalEntry[] | undefined;
  /** The shared keys that the configuration file lists. */
  readonly sharedKeys: readonly KeyEntry[] | undefined;
  /** The limits of the engine that the configuration file replaces, not checked yet. */
  readonly limits: Partial<EngineLimits> | undefined;
}

/**
 * Gathers the settings from options, environment variables and the configuration file, and the terminals that this lists.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readConfigured(flags: ConnectionFlags, env: Env = process.env): Promise<Configured> {
  const file = await readConfigFile(flags.config ?? (env['TENDERLINE_CONFIG'] || undefined));
  if (file?.members.terminals !== undefined) refuseSecondAddress(file, flags, env);
  const { terminals, sharedKeys, limits } = file?.members ?? {};
  return { settings: resolveSettings({ flags, env, file }), terminals, sharedKeys, limits };
}

/**
 * Turns the settings, and the configuration file, into what an engine for all of its terminals needs.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readEngineConfig(flags: ConnectionFlags, env: Env = process.env): Promise<EngineConfig> {
  const { settings, sharedKeys, limits, ...configured } = await readConfigured(flags, env);
  const { terminals = [singleTerminal(settings)] } = configured;
  const { environment = 'test' } = settings;
  const logger = await createLogger(settings);
  return {
    settings,
    terminals: terminals.map(configuredTerminal),
    engineOptions: {
      saleId: settings.saleId ?? DEFAULT_SALE_ID,
      environment: environment === 'live' ? 'live' : 'test',
      terminals: await Promise.all(terminals.map((entry) => terminalOptions(entry, env))),
      ...(terminals.some(needsSharedKey) && { sharedKeys: await readSharedKeys(sharedKeys, { flags, env, settings }) }),
      limits: engineLimits(settings, limits),
      ...(logger !== undefined && { logger }),
      ...(settings.rootCertificate !== undefined && { rootCertificate: settings.rootCertificate }),
      ...(settings.journal !== undefined && { journal: settings.journal }),
    },
  };
}

/** An option or a variable of the address would count for whichever terminal is chosen: it may be meant for another one. */
function refuseSecondAddress({ name }: ConfigFile, flags: ConnectionFlags, env: Env): void {
  // A POIID chooses, as the setting `terminal` does.
  for (const setting of TERMINAL_SETTINGS.filter((one) => one !== 'poiid')) {
    const given = flags[setting] === undefined ? env[variableOf(setting)] && variableOf(setting) : flagOf(setting);
    if (!given) continue;
    const mistake = { path: given, expected: `none, because ${name} lists the terminals`, found: 'one' };
    throw new ConfigError('ERR_CONFIG_TERMINAL', {
      ...mistake,
      advice: `change it there: "${setting}" of the terminal`,
    });
  }
}

function singleTerminal(settings: Settings): TerminalEntry {
  const { port, allowLegacyCertificate, protection } = settings;
  return {
    poiid: required(settings, 'poiid'),
    host: required(settings, 'host'),
    ...(port !== undefined && { port }),
    ...(allowLegacyCertificate !== undefined && { allowLegacyCertificate }),
    ...(protection !== undefined && { protection }),
  };
}

function configuredTerminal({ name, poiid, host, port = DEFAULT_PORT }: TerminalEntry): ConfiguredTerminal {
  return { ...(name !== undefined && { name }), poiid, address: `${host}:${port}` };
}

async function terminalOptions(entry: TerminalEntry, env: Env): Promise<TerminalOptions> {
  const { poiid, host, port = DEFAULT_PORT, allowLegacyCertificate = false, protection } = entry;
  const sharedKeys = await readOwnKeys(entry, env);
  return {
    poiid,
    host,
    port,
    allowLegacyCertificate,
    ...(protection !== undefined && { protection }),
    ...(sharedKeys !== undefined && { sharedKeys }),
  };
}

/**
 * The limits of the engine, in milliseconds: two settings, in seconds, decide four of them. The engine checks them all.
 *
 * @param given those of the configuration file. A setting is more than they are: the file has not both, so it is an option or a variable
 */
export function engineLimits(
  { responseTimeout, statusInterval }: Settings,
  given: Partial<EngineLimits> = {},
): Partial<EngineLimits> {
  const responseTimeoutMs = inMs(responseTimeout);
  const statusIntervalMs = inMs(statusInterval);
  const { statusTimeoutMs, firstCheckDelayMs } = { ...DEFAULT_LIMITS, ...given };
  return {
    ...given,
    ...(responseTimeoutMs !== undefined && {
      responseTimeoutMs,
      // A short wait for a payment shortens the wait for a check as well.
      statusTimeoutMs: atMost(responseTimeoutMs, statusTimeoutMs),
    }),
    ...(statusIntervalMs !== undefined && {
      statusIntervalMs,
      firstCheckDelayMs: atMost(statusIntervalMs, firstCheckDelayMs),
    }),
  };
}

/** What is no number stays what it is, for the engine to refuse. */
function atMost(max: number, limit: number): number {
  return typeof limit === 'number' ? Math.min(limit, max) : limit;
}

/** Seconds in milliseconds. */
export function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}
