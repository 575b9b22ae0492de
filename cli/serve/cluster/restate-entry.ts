import { ConfigError } from '../../../errors.ts';
import { readPrivateFile } from '../../../gateway/access/private-file.ts';
import type { Env } from '../../settings/flags.ts';
import { address, membersOf, path, requireMembers, text, type Kind } from '../entry-members.ts';

/** The member `restate` of a configuration file, checked: as which till a cluster is called. */
export interface RestateEntry {
  /** The ingress of the cluster, or the proxy before it. */
  readonly ingress: string;
  /** The name of the till, as the workers know it. */
  readonly till: string;
  /** The file with its secret, unless the variable has that. */
  readonly secretFile?: string;
}

/** The variable that holds the secret of the till, in place of a file. */
export const SECRET_VARIABLE = 'TENDERLINE_RESTATE_SECRET';

const MEMBERS: Readonly<Record<keyof RestateEntry, Kind>> = {
  ingress: { ...address, expected: 'an address as https://restate.chain.example:8080' },
  till: text,
  secretFile: path,
};

/**
 * @param file its path: its folder is what the paths in it are relative to
 * @throws {ConfigError} `ERR_CONFIG_RESTATE` when there is none, or the secret is in it; `ERR_CONFIG_FILE`, `ERR_CONFIG_UNKNOWN`
 */
export function parseRestateEntry(given: unknown, file: string): RestateEntry {
  const where = `${file}, restate`;
  if (given === undefined) {
    throw wrong('restate', `in the configuration file, an object with ${Object.keys(MEMBERS).join(', ')}`, 'none');
  }
  if (typeof given === 'object' && given !== null && Object.hasOwn(given, 'secret')) {
    throw new ConfigError(
      'ERR_CONFIG_RESTATE',
      `${where}: the secret does not belong in the configuration file; put it in a file of its own and name that with ` +
        `secretFile, or give the variable ${SECRET_VARIABLE}`,
    );
  }
  const members = membersOf(given, MEMBERS, where, file);
  requireMembers(members, ['ingress', 'till'], where);
  return members as unknown as RestateEntry; // each member passed its check
}

/** The secret of the till: that of the variable, else of its file. No message quotes it. @throws {ConfigError} `ERR_CONFIG_RESTATE` */
export async function readTillSecret({ secretFile }: RestateEntry, env: Env): Promise<string> {
  const given = env[SECRET_VARIABLE];
  if (given) return given;
  const advice = `name the file with "secretFile", or give the variable ${SECRET_VARIABLE}`;
  if (secretFile === undefined) throw wrong('restate.secretFile', 'the secret of the till', 'none', advice);
  // Without the path: the secret itself may have been given in its place.
  const expected = 'a file that this user alone can read';
  const secret = await readPrivateFile(secretFile, (found) => wrong('restate.secretFile', expected, found));
  if (secret === '') throw wrong('restate.secretFile', 'the secret of the till', 'an empty file');
  return secret;
}

function wrong(name: string, expected: string, found: string, advice?: string): ConfigError {
  return new ConfigError('ERR_CONFIG_RESTATE', {
    path: name,
    expected,
    found,
    ...(advice !== undefined && { advice }),
  });
}
