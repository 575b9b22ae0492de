import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError, errorCode, findUnknown, formatValue } from '../../../errors.ts';
import { isObject } from '../../../protocol/json.ts';
import { isSecret, misplacedSecret } from '../../settings/secrets.ts';

/** Every question of `tenderline setup`: the option, and the member of the file with answers, have these names. */
export const QUESTIONS = {
  environment: 'text',
  simulator: 'path',
  speed: 'text',
  poiid: 'text',
  host: 'text',
  port: 'text',
  terminals: 'terminals',
  rootCertificate: 'path',
  fetchRoot: 'boolean',
  rootUrl: 'text',
  keyIdentifier: 'text',
  keyVersion: 'text',
  passphraseFile: 'path',
  newPassphrase: 'path',
  allowLegacyPassphrase: 'boolean',
  protection: 'text',
  saleId: 'text',
  journal: 'path',
  wayOut: 'boolean',
  pay: 'text',
  currency: 'text',
  livePayment: 'boolean',
  force: 'boolean',
} as const satisfies Record<string, 'text' | 'path' | 'boolean' | 'terminals'>;

type Name = keyof typeof QUESTIONS;
type ValueOf<Kind> = Kind extends 'boolean' ? boolean : Kind extends 'terminals' ? readonly unknown[] : string;

/** What was answered before it was asked. Paths can be opened from the working folder. */
export type Answers = { readonly [Key in Name]?: ValueOf<(typeof QUESTIONS)[Key]> };

/**
 * The answers that options and a file give; an option wins. Numbers may stand as numbers in the file.
 *
 * @throws {ConfigError} `ERR_CONFIG_ANSWERS`, and `ERR_CONFIG_PASSPHRASE` for a secret in the file. None quotes the file.
 */
export async function readAnswers(
  flags: Readonly<Record<string, unknown>>,
  file: string | undefined,
): Promise<Answers> {
  const found: Record<string, unknown> = file === undefined ? {} : await readFileOfAnswers(file);
  for (const name of Object.keys(QUESTIONS)) if (flags[name] !== undefined) found[name] = flags[name];
  return found; // options are of their kind, and the file was checked
}

async function readFileOfAnswers(file: string): Promise<Record<string, unknown>> {
  const wrong = (expected: string, found: string) =>
    new ConfigError('ERR_CONFIG_ANSWERS', { path: file, expected, found });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw wrong(`to read ${formatValue(file)}`, errorCode(cause) ?? 'unknown');
  }
  const given = parse(text);
  if (!isObject(given)) throw wrong('a JSON object', 'something else');
  const secret = Object.keys(given).find(isSecret);
  if (secret !== undefined) throw misplacedSecret(secret, file);
  const unknown = findUnknown(given, Object.keys(QUESTIONS));
  if (unknown !== undefined) throw wrong(`only ${Object.keys(QUESTIONS).join(', ')}`, unknown);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, checked(name, value, dirname(file), wrong)]),
  );
}

function checked(
  name: string,
  value: unknown,
  folder: string,
  wrong: (expected: string, found: string) => ConfigError,
): unknown {
  const kind = QUESTIONS[name as Name];
  const text = typeof value === 'number' ? String(value) : value;
  if (kind === 'boolean' && typeof value === 'boolean') return value;
  if (kind === 'terminals' && Array.isArray(value)) return value;
  if (kind === 'text' && typeof text === 'string' && text !== '') return text;
  if (kind === 'path' && typeof value === 'string' && value !== '')
    return value === 'memory' ? value : resolve(folder, value);
  throw wrong(`${name} as a ${kind === 'terminals' ? 'list' : kind}`, `a ${typeof value}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
