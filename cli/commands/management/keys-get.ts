import { writeFile } from 'node:fs/promises';
import { ConfigError, errorCode, formatValue, InputError } from '../../../errors.ts';
import {
  describeLevel,
  hasKey,
  keyReader,
  levelsAbove,
  ManagementError,
  readLevelKeys,
  type Level,
  type ManagementClient,
} from '../../../management/index.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { table } from '../../output/layout.ts';
import { chooseTerminal } from '../../settings/connection.ts';
import { formatKey, levelKeyMembers, levelRow } from './format-key.ts';
import { readLevel, type LevelFlags } from './level-options.ts';
import { withManagement, type Management, type ManagementFlags } from './open-management.ts';
import { matchKey, MATCHES, tillKeys } from './till-keys.ts';

export interface GetFlags extends ManagementFlags, LevelFlags {
  readonly terminal?: string;
  readonly out?: string;
}

/** `tenderline keys get`: which key a level has, where it comes from, and whether it is that of this till. */
export function getKey(flags: GetFlags): Promise<number> {
  return withManagement(flags, async (management) => {
    const { client, output, environment } = management;
    const level = readLevel(flags, management) ?? configuredLevel(management);
    const levels = await levelsOrItself(client, level);
    const keys = await readLevelKeys(keyReader(client), levels);
    const own = keys.at(-1);
    if (own?.key === undefined) throw own?.problem ?? new Error('the level was not read');

    const till = await tillKeys(level.kind === 'terminal' ? level.id : undefined, management, flags);
    const match = till.length === 0 || !hasKey(own.key) ? undefined : matchKey(own.key, till);
    output.emit({ type: 'key', environment, ...levelKeyMembers(own), ...(match && { till: match }) });
    for (const above of keys.slice(0, -1)) output.emit({ type: 'level', ...levelKeyMembers(above) });
    output.print(`${output.paint('bold', describeLevel(level))} (${environment}): ${formatKey(own.key)}`);
    for (const line of table(keys.map(levelRow))) output.print(`  ${line}`);
    if (match !== undefined) output.print(`  -> ${MATCHES[match]}`);
    if (flags.out === undefined) return hasKey(own.key) ? 0 : EXIT_REFUSED;
    return writePassphrase(flags.out, own.key.passphrase, management);
  });
}

/** The levels need a role of their own, without which the key itself can still be read. */
export async function levelsOrItself(client: ManagementClient, level: Level): Promise<readonly Level[]> {
  try {
    return await levelsAbove(client, level);
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'ERR_MANAGEMENT_ROLE') return [level];
    throw error;
  }
}

function configuredLevel({ settings, terminals }: Management): Level {
  if (terminals !== undefined) {
    const all = terminals.map((entry) => ({ ...entry, address: entry.host }));
    return { kind: 'terminal', id: chooseTerminal(all, settings).poiid };
  }
  if (settings.poiid !== undefined) return { kind: 'terminal', id: settings.poiid };
  const expected = 'one of --company, --merchant, --store, --terminal, or a configuration with a terminal';
  throw new InputError('ERR_INPUT_LEVEL', { path: 'level', expected, found: 'none' });
}

/** To a file of this user alone; never to the screen. */
async function writePassphrase(path: string, passphrase: string | undefined, { output }: Management): Promise<number> {
  if (passphrase === undefined) {
    output.notice(
      'There is no passphrase to write: there is no key, or the credential may not see it (Advanced role).',
    );
    return EXIT_REFUSED;
  }
  try {
    await writeFile(path, `${passphrase}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    const expected = found === 'EEXIST' ? 'a path where no file is' : 'a file that can be written';
    throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: `--out ${formatValue(path)}`, expected, found }, { cause });
  }
  output.emit({ type: 'written', path });
  output.print(`The passphrase is in ${path}, readable for this user alone.`);
  return 0;
}
