import { InputError } from '../../../errors.ts';
import type { JsonObject } from '../../../index.ts';
import { readInputText } from './read-input.ts';

/**
 * Reads `--body`: a file with the body of a message, as JSON in the names of the Terminal API; `-` is stdin.
 *
 * @throws {InputError} `ERR_INPUT_FILE`, `ERR_INPUT_BODY`; neither quotes the body
 */
export async function readBody(file: string): Promise<JsonObject> {
  const found = await readInputText(file, 'body');
  const body = parseJson(found);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as JsonObject;
  throw new InputError('ERR_INPUT_BODY', {
    path: 'body',
    expected: 'JSON of an object: the body, without its header and without the name of its category',
    found: body === undefined ? 'text that is no JSON' : Array.isArray(body) ? 'an array' : `a ${typeof body}`,
  });
}

function parseJson(found: string): unknown {
  try {
    return JSON.parse(found);
  } catch {
    return undefined;
  }
}
