import { dirname, resolve } from 'node:path';
import { ConfigError, findUnknown } from '../../errors.ts';

/** What a member of an entry of the configuration file has to be. */
export interface Kind {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

export const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

export const text: Kind = { expected: 'a text', accepts: isText };
export const path: Kind = { expected: 'the path of a file', accepts: isText };
export const address: Kind = {
  expected: 'an address as https://till-1.shop:4460',
  accepts: (value) => isText(value) && isOrigin(String(value)),
};

/**
 * The members of an entry, each of its kind. Values are never quoted: a secret may have been given in the place of its file.
 *
 * @param file its path: its folder is what the paths in it are relative to
 * @throws {ConfigError} `ERR_CONFIG_FILE`, `ERR_CONFIG_UNKNOWN`
 */
export function membersOf(given: unknown, known: Readonly<Record<string, Kind>>, where: string, file: string) {
  const names = Object.keys(known).join(', ');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrong(where, `an object with ${names}`, Array.isArray(given) ? 'an array' : `a ${typeof given}`);
  }
  const unknown = findUnknown(given, Object.keys(known));
  if (unknown !== undefined) {
    throw new ConfigError('ERR_CONFIG_UNKNOWN', { path: where, expected: `only ${names}`, found: unknown });
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, unknown]) => {
      const kind = known[name] ?? text;
      if (!kind.accepts(value)) throw wrong(`${where}.${name}`, kind.expected, `a ${typeof value}`);
      return [name, kind === path ? resolve(dirname(file), String(value)) : value];
    }),
  );
}

/** Refuses an entry in which one of these is missing. @throws {ConfigError} `ERR_CONFIG_FILE` */
export function requireMembers(members: object, names: readonly string[], where: string): void {
  const missing = names.find((name) => !Object.hasOwn(members, name));
  if (missing !== undefined) throw wrong(`${where}.${missing}`, 'a value', 'none');
}

/** An address alone: what stands behind it would be lost. */
function isOrigin(given: string): boolean {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === '/' && `${url.username}${url.password}${url.search}${url.hash}` === '';
}

function wrong(what: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_FILE', { path: what, expected, found });
}
