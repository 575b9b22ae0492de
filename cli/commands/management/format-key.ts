import { describeLevel, hasKey, type Level, type LevelKey, type PlatformKey } from '../../../management/index.ts';
import { printable } from '../../output/output.ts';
import { problemMembers } from './open-management.ts';

/** A key for people: `lane-key version 3`. The passphrase is no part of it. */
export function formatKey(key: PlatformKey): string {
  if (!hasKey(key)) return 'no key';
  const { identifier = '(without identifier)', version } = key;
  return printable(`${identifier} ${version === undefined ? 'without a version' : `version ${version}`}`);
}

/** A key for programs. Of the passphrase only whether there is one, and whether the credential may see it. */
export function keyMembers(key: PlatformKey): object {
  return {
    keyIdentifier: key.identifier ?? null,
    keyVersion: key.version ?? null,
    passphrase: key.passphrase !== undefined ? 'set' : hasKey(key) ? 'hidden' : 'none',
  };
}

export function levelMembers(level: Level): object {
  if (level.kind !== 'storeReference') return { level: level.kind, id: level.id };
  return { level: 'store', merchant: level.merchant, reference: level.reference };
}

const ORIGINS = { own: 'its own', asAbove: 'as above', none: '', unknown: 'its own or inherited: not known' } as const;

/** A level and its key, as cells of a table. */
export function levelRow({ level, key, origin, problem }: LevelKey): string[] {
  const name = printable(describeLevel(level));
  if (key === undefined) return [name, 'not read', problem?.code ?? ''];
  return [name, formatKey(key), ORIGINS[origin]];
}

export function levelKeyMembers({ level, key, origin, problem }: LevelKey): object {
  return {
    ...levelMembers(level),
    origin,
    ...(key && keyMembers(key)),
    ...(problem && { code: problem.code, ...problemMembers(problem) }),
  };
}
