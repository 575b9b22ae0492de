import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../protocol/json.ts';

/** The shared key as the platform has it on a level. A level without one has no member. */
export interface PlatformKey {
  readonly identifier?: string;
  readonly version?: number;
  /** Absent where there is none, or where the credential may not see it. To compare with, never to print. */
  readonly passphrase?: string;
}

/** The object `nexo` of terminal settings: key, URLs and the notification button (reference 10). */
export function readNexo(settings: JsonObject): JsonObject {
  const { nexo } = settings;
  return isObject(nexo) ? nexo : {};
}

export function readKey(nexo: JsonObject): PlatformKey {
  const key = isObject(nexo['encryptionKey']) ? nexo['encryptionKey'] : {};
  const { identifier, version, passphrase } = key;
  return {
    ...(typeof identifier === 'string' && identifier !== '' && { identifier }),
    ...(typeof version === 'number' && { version }),
    ...(isVisible(passphrase) && { passphrase }),
  };
}

/** Whether a level has a key at all: its own, or an inherited one. */
export function hasKey({ identifier, passphrase }: PlatformKey): boolean {
  return identifier !== undefined || passphrase !== undefined;
}

/** `undefined` where the passphrase of one of them is hidden, and the rest is equal. */
export function isSameKey(one: PlatformKey, other: PlatformKey): boolean | undefined {
  if (one.identifier !== other.identifier || one.version !== other.version) return false;
  if (hasKey(one) && (one.passphrase === undefined || other.passphrase === undefined)) return undefined;
  return one.passphrase === other.passphrase;
}

/** A secret that is given back as it is: not left out, and not as a row of stars. */
function isVisible(secret: unknown): secret is string {
  return typeof secret === 'string' && secret !== '' && !/^[*•]+$/.test(secret);
}

/**
 * Places of passwords that belong to a user name and that the platform does not give back. To send the object back without them would
 * remove them.
 */
export function hiddenPasswords(value: unknown, path = 'nexo'): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => hiddenPasswords(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  const { username, password } = value;
  const isHidden = typeof username === 'string' && username !== '' && !isVisible(password);
  return [
    ...(isHidden ? [`${path}.password`] : []),
    ...Object.entries(value).flatMap(([name, member]) => hiddenPasswords(member, `${path}.${name}`)),
  ];
}

/** The members of `nexo` that differ between two of them, by name: what is in them may be secret. Empty counts as left out. */
export function differentMembers(one: JsonObject, other: JsonObject): string[] {
  const [left, right] = [compact(one), compact(other)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.filter((name) => !isDeepStrictEqual(left[name], right[name])).toSorted();
}

/** The same without what is empty: for the platform an empty member is one that was left out (reference 10). */
export function compact(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .map(([name, value]) => [name, isObject(value) ? compact(value) : value] as const)
      .filter(([, value]) => !isEmpty(value)),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
