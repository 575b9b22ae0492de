import {
  hasKey,
  keyReader,
  levelsOf,
  listTerminals,
  ManagementError,
  readLevelKeys,
  type Level,
  type LevelKey,
  type PlatformTerminal,
} from '../../../management/index.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { table } from '../../output/layout.ts';
import { printable, type Output } from '../../output/output.ts';
import { required } from '../../settings/settings.ts';
import { levelKeyMembers, levelRow } from './format-key.ts';
import { withManagement, type Management, type ManagementFlags } from './open-management.ts';
import { matchKey, MATCHES, tillKeys, type KeyMatch } from './till-keys.ts';

type Status = KeyMatch | 'none' | 'noneHere' | 'notRead';

const STATUSES: Readonly<Record<Status, string>> = {
  ...MATCHES,
  none: 'the platform has no key for it',
  noneHere: 'this till has no key for it',
  notRead: 'its key could not be read',
};

/** `tenderline keys status`: of every terminal of the configuration, which key the platform has, and whether this till has it. */
export function keyStatus(flags: ManagementFlags): Promise<number> {
  return withManagement(flags, async (management) => {
    const { output, settings, terminals, client } = management;
    const poiids = terminals?.map(({ poiid }) => poiid) ?? [required(settings, 'poiid')];
    await printCredential(management);
    const read = keyReader(client);
    let good = 0;
    for (const poiid of poiids) {
      const known = await findTerminal(management, poiid);
      const level: Level = { kind: 'terminal', id: poiid };
      const keys = await readLevelKeys(read, [...(known === undefined ? [] : levelsOf(known)), level]);
      const status = statusOf(keys.at(-1), await tillKeys(poiid, management, flags));
      if (status === 'active' || status === 'sameName') good += 1;
      printTerminal({ poiid, known, keys, status }, output);
    }
    const isGood = good === poiids.length;
    output.emit({ type: 'summary', status: isGood ? 'pass' : 'fail' });
    output.print(`\n${good} of ${poiids.length} terminal(s) get the key that this till seals with.`);
    output.print('What a terminal uses already, `tenderline doctor --all` finds out: it fetches a key within hours.');
    return isGood ? 0 : EXIT_REFUSED;
  });
}

function statusOf(own: LevelKey | undefined, till: Parameters<typeof matchKey>[1]): Status {
  if (own?.key === undefined) return 'notRead';
  if (!hasKey(own.key)) return 'none';
  return till.length === 0 ? 'noneHere' : matchKey(own.key, till);
}

/** Without the role for the list, only the key of the terminal itself is read. */
async function findTerminal({ client }: Management, poiid: string): Promise<PlatformTerminal | undefined> {
  try {
    return (await listTerminals(client, { search: poiid })).terminals.find(({ id }) => id === poiid);
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'ERR_MANAGEMENT_ROLE') return undefined;
    throw error;
  }
}

/** Who the API key belongs to: any key may ask that. */
async function printCredential({ client, output, environment }: Management): Promise<void> {
  const { username, roles, allowedIpAddresses } = await client.get('/me');
  const ofTerminals = Array.isArray(roles) ? roles.filter((role) => /terminal/i.test(String(role))).map(String) : [];
  const isBound = Array.isArray(allowedIpAddresses) && allowedIpAddresses.length > 0;
  output.emit({
    type: 'credential',
    environment,
    username: username ?? null,
    roles: ofTerminals,
    allowedIpAddresses: isBound,
  });
  output.print(
    `${printable(String(username))} (${environment}), roles for terminals: ${printable(ofTerminals.join('; ')) || 'none'}`,
  );
  if (isBound) output.print('It is accepted from certain IP addresses only.');
}

interface TerminalKeys {
  readonly poiid: string;
  readonly known: PlatformTerminal | undefined;
  readonly keys: readonly LevelKey[];
  readonly status: Status;
}

function printTerminal({ poiid, known, keys, status }: TerminalKeys, output: Output): void {
  const assignment = known?.status;
  output.emit({ type: 'terminal', poiid, status, assignment: assignment ?? null, levels: keys.map(levelKeyMembers) });
  output.print(`\n${output.paint('bold', poiid)}${assignment === undefined ? '' : ` (${printable(assignment)})`}`);
  for (const line of table(keys.map(levelRow))) output.print(`  ${line}`);
  const isGood = status === 'active' || status === 'sameName';
  output.print(`  ${output.paint(isGood ? 'green' : 'red', STATUSES[status])}`);
}
