import { ConfigError } from '../../../errors.ts';
import type { GatewayOptions } from '../../../gateway/index.ts';
import type { Logger } from '../../../index.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConfigMembers } from '../../settings/config-file.ts';
import type { Env } from '../../settings/flags.ts';
import { createLogger } from '../../settings/logger.ts';
import type { SettingName, Settings } from '../../settings/settings.ts';
import { gatewayOptionsOf, readEntry, type ServeFlags } from '../gateway-config.ts';
import type { GatewayEntry } from '../gateway-entry.ts';
import type { ClusterAddress } from './load-engine.ts';
import { parseRestateEntry, readTillSecret } from './restate-entry.ts';

/** What `serve --backend restate` needs. */
export interface ClusterConfig {
  readonly cluster: ClusterAddress;
  readonly gatewayOptions: GatewayOptions;
  readonly logger: Logger | undefined;
}

/** The only settings that count: all the others are about terminals, their keys and a journal. */
const SETTINGS: readonly SettingName[] = ['logLevel'];
/** Members of the configuration file that an engine has. */
const OF_ENGINE: readonly (keyof ConfigMembers)[] = ['terminals', 'sharedKeys', 'limits'];
/** Members of `gateway` about a journal, its other servers, what runs in this process, and the page that displays that. */
const OF_SERVER: readonly (keyof GatewayEntry)[] = [
  'url',
  'servers',
  'takeOver',
  'rememberIn',
  'drainSeconds',
  'visualizer',
];

/**
 * Reads the configuration of a gateway over a cluster. What only an engine in this process needs is refused: a key that is not needed does
 * not belong on this machine, and a journal that nothing is written to would be relied on.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readClusterConfig(flags: ServeFlags, env: Env = process.env): Promise<ClusterConfig> {
  // Of `serve` these are the gateway's own, and no settings of a terminal.
  const { port: _port, url, visualize, ...connectionFlags } = flags;
  const settings = await readSettings(connectionFlags, env);
  const read = await readEntry(flags, { journal: 'memory' }, env);
  refuseOthers(settings, read, { '--url': url, '--visualize': visualize });
  const { ingress, till, secretFile } = parseRestateEntry(read.members['restate'], read.file ?? 'configuration file');
  const secret = await readTillSecret({ ingress, till, ...(secretFile !== undefined && { secretFile }) }, env);
  return {
    cluster: { ingress: new URL(ingress).origin, name: till, secret },
    gatewayOptions: await gatewayOptionsOf(read, flags, env),
    logger: await createLogger(settings),
  };
}

const isGiven = (value: unknown) => value !== undefined && value !== false;

function refuseOthers(
  settings: Settings,
  { members, entry }: { readonly members: ConfigMembers; readonly entry: GatewayEntry },
  flags: Readonly<Record<string, unknown>>,
): void {
  const [refused] = [
    ...Object.keys(settings).filter((name) => !SETTINGS.some((one) => one === name)),
    ...OF_ENGINE.filter((name) => members[name] !== undefined).map(String),
    ...OF_SERVER.filter((name) => isGiven(entry[name])).map((name) => `gateway.${name}`),
    ...Object.keys(flags).filter((name) => isGiven(flags[name])),
  ];
  if (refused === undefined) return;
  throw new ConfigError('ERR_CONFIG_RESTATE', {
    path: refused,
    expected: 'none with --backend restate',
    found: 'one',
    advice: 'terminals, keys, limits and what is stored are the business of the workers: docs/distributed.md',
  });
}
