import { setTimeout as sleep } from 'node:timers/promises';
import { validatePassphrase } from '../../../crypto/index.ts';
import { ConfigError, InputError } from '../../../errors.ts';
import { applyKey, describeLevel, hasKey, planKey, type KeyPlan, type PlatformKey } from '../../../management/index.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { row } from '../../output/layout.ts';
import type { Output } from '../../output/output.ts';
import { requiredSecret } from '../../settings/secrets.ts';
import { required } from '../../settings/settings.ts';
import { levelMembers } from './format-key.ts';
import { requiredLevel, type LevelFlags } from './level-options.ts';
import { withManagement, type Management, type ManagementFlags } from './open-management.ts';
import { reportKeyResult } from './report-key-result.ts';
import { tillKeys } from './till-keys.ts';

export interface PutFlags extends ManagementFlags, LevelFlags {
  readonly terminal?: string;
  readonly yes?: boolean;
  readonly ifUnchanged?: string;
}

/** `tenderline keys put`: sets the key of this till on a level. Without `--yes` it only says what would change. */
export function putKey(flags: PutFlags): Promise<number> {
  return withManagement(flags, async (management) => {
    const { client, output, environment } = management;
    const level = requiredLevel(flags, management);
    const plan = await planKey(client, level, await readNewKey(flags, management));
    printPlan(plan, environment, output);
    if (plan.isSame === true) {
      output.emit({ type: 'result', result: 'unchanged' });
      output.print('It is the key that is there already: nothing to do.');
      return 0;
    }
    refuseSameVersion(plan);
    if (flags.ifUnchanged !== undefined && flags.ifUnchanged !== plan.token) {
      output.emit({ type: 'result', result: 'changedBefore', token: plan.token });
      output.print(
        'Nothing was sent: the settings changed since --if-unchanged was printed. The above is what is there now.',
      );
      return EXIT_REFUSED;
    }
    if (flags.yes !== true) {
      output.emit({ type: 'result', result: 'planned', token: plan.token });
      output.print(`Nothing was sent. To do it: the same with --yes --if-unchanged ${plan.token}`);
      return EXIT_REFUSED;
    }
    return reportKeyResult(await applyKey(client, plan, sleep), output);
  });
}

async function readNewKey(flags: PutFlags, management: Management): Promise<Required<PlatformKey>> {
  const { settings, terminals } = management;
  const named = terminals?.find(({ name, poiid }) => [name, poiid].includes(flags.terminal));
  const [own] = named?.sharedKeys === undefined ? [] : await tillKeys(named.poiid, management, flags);
  const key = {
    identifier: own?.identifier ?? required(settings, 'keyIdentifier'),
    version: own?.version ?? required(settings, 'keyVersion'),
    passphrase: own?.passphrase ?? (await requiredSecret('passphrase', { flags, env: process.env, settings })),
  };
  if (key.version > 2 ** 31 - 1) {
    const mistake = { path: 'keyVersion', expected: 'at most 2147483647', found: String(key.version) };
    throw new ConfigError('ERR_CONFIG_KEY', mistake);
  }
  // The rule of today, also where the till takes an older passphrase: this one would be set anew.
  const fault = validatePassphrase(key.passphrase);
  if (fault === undefined) return key;
  const advice = 'the platform takes no such passphrase as a new one: `tenderline keys new` makes one';
  throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: 'passphrase', ...fault, advice });
}

function printPlan({ level, oldKey, newKey, isSame, kept, token }: KeyPlan, environment: string, output: Output): void {
  const change = passphraseChange(oldKey, newKey);
  output.emit({
    type: 'plan',
    environment,
    ...levelMembers(level),
    keyIdentifier: { from: oldKey.identifier ?? null, to: newKey.identifier },
    keyVersion: { from: oldKey.version ?? null, to: newKey.version },
    passphrase: change,
    kept,
    token,
  });
  output.print(`${output.paint('bold', describeLevel(level))} (${environment}):`);
  for (const line of row('identifier', arrow(oldKey.identifier, newKey.identifier))) output.print(line);
  for (const line of row('version', arrow(oldKey.version, newKey.version))) output.print(line);
  for (const line of row('passphrase', PASSPHRASE[change])) output.print(line);
  for (const line of row('kept', kept.length === 0 ? 'there is nothing else' : kept.join(', '))) output.print(line);
  if (isSame === true) return;
  if (kept.length > 0 && level.kind !== 'company') {
    output.print('  What is kept is sent along. Where it was inherited, it is set on this level from now on.');
  }
  output.print('  A level below that has a key of its own keeps that one. Terminals fetch the key within hours.');
}

function arrow(from: string | number | undefined, to: string | number): string {
  return from === to ? String(to) : `${from ?? 'none'} -> ${to}`;
}

type PassphraseChange = 'set' | 'stays' | 'changes' | 'unknown';

const PASSPHRASE: Readonly<Record<PassphraseChange, string>> = {
  set: 'none -> the one given',
  stays: 'stays as it is',
  changes: 'changes (neither is printed)',
  unknown: 'the one given (what is there now cannot be seen)',
};

function passphraseChange(oldKey: PlatformKey, newKey: PlatformKey): PassphraseChange {
  if (!hasKey(oldKey)) return 'set';
  if (oldKey.passphrase === undefined) return 'unknown';
  return oldKey.passphrase === newKey.passphrase ? 'stays' : 'changes';
}

/** A message names its key by identifier and version: nothing tells two passphrases under one name apart. */
function refuseSameVersion({ oldKey, newKey }: KeyPlan): void {
  if (oldKey.identifier !== newKey.identifier || oldKey.version !== newKey.version) return;
  throw new InputError('ERR_INPUT_KEY_VERSION', {
    path: 'keyVersion',
    expected: `another version than the one that is there with another passphrase, for example ${newKey.version + 1}`,
    found: String(newKey.version),
  });
}
