import { ConfigError, formatUnknown } from '../../errors.ts';
import type { EngineOptions } from '../../index.ts';
import { readConfigured, readEngineConfig, type ConfiguredTerminal } from './engine-config.ts';
import type { ConnectionFlags, Env } from './flags.ts';
import type { Settings } from './settings.ts';

/** The terminal of a command, and what an engine for it needs. */
export interface Connection {
  readonly poiid: string;
  /** `host:port`, for people. */
  readonly address: string;
  readonly settings: Settings;
  /** Ready for `createEngine`: with every terminal of the configuration, because the journal may have open transactions of each. */
  readonly engineOptions: EngineOptions;
}

/** The settings, for commands that need no terminal. @throws {ConfigError} `ERR_CONFIG_...` */
export async function readSettings(flags: ConnectionFlags, env: Env = process.env): Promise<Settings> {
  return (await readConfigured(flags, env)).settings;
}

/**
 * Turns the settings into what an engine needs, and chooses the terminal.
 *
 * @param stored the POIID of a transaction of the journal: its terminal, where the settings choose none
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readConnection(
  flags: ConnectionFlags,
  env: Env = process.env,
  stored?: string,
): Promise<Connection> {
  const { settings, terminals, engineOptions } = await readEngineConfig(flags, env);
  const { poiid, address } = chooseTerminal(terminals, settings, stored);
  return { poiid, address, settings, engineOptions };
}

/**
 * The terminal that a name or a POIID means. With a single one, nothing has to be said.
 *
 * @throws {ConfigError} `ERR_CONFIG_TERMINAL`
 */
export function chooseTerminal(
  terminals: readonly ConfiguredTerminal[],
  { terminal, poiid }: Pick<Settings, 'terminal' | 'poiid'>,
  stored?: string,
): ConfiguredTerminal {
  const [first, ...others] = terminals;
  const named = terminal ?? poiid;
  const chosen =
    named === undefined
      ? (terminals.find((one) => one.poiid === stored) ?? (others.length === 0 ? first : undefined))
      : terminals.find((one) => one.name === named || one.poiid === named);
  if (chosen !== undefined && (poiid === undefined || poiid === chosen.poiid)) return chosen;
  const path = terminal === undefined && poiid !== undefined ? 'poiid' : 'terminal';
  if (chosen !== undefined) {
    throw new ConfigError('ERR_CONFIG_TERMINAL', {
      path,
      expected: `the terminal of poiid, ${poiid}`,
      found: chosen.poiid,
    });
  }
  const known = terminals.flatMap((one) => (one.name === undefined ? [one.poiid] : [one.name, one.poiid]));
  const list = terminals.map((one) => (one.name === undefined ? one.poiid : `${one.name} (${one.poiid})`)).join(', ');
  const found = named === undefined ? 'none' : formatUnknown(named, known);
  throw new ConfigError('ERR_CONFIG_TERMINAL', { path, expected: `one of ${list}`, found });
}
