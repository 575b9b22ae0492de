import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { errorCode, InputError } from '../../../errors.ts';

/**
 * The text of a file, or of stdin where the name is `-`, without its last line break.
 *
 * @param path what messages call it
 * @throws {InputError} `ERR_INPUT_FILE`; it names neither the file nor its contents, which may be a secret
 */
export async function readInputText(file: string, path: string): Promise<string> {
  try {
    const found = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
    return found.replace(/^\uFEFF/, '').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new InputError('ERR_INPUT_FILE', {
      path,
      expected: 'a readable file, or - for stdin',
      found: errorCode(cause) ?? 'unknown',
    });
  }
}

/** The lines of text that a command is given: its arguments, or those of stdin where it has none or `-`. */
export async function readLines(given: readonly string[]): Promise<readonly string[]> {
  const isStdin = given.length === 0 || (given.length === 1 && given[0] === '-');
  return isStdin ? (await readInputText('-', 'lines')).split(/\r?\n/) : given;
}
