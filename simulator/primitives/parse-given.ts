import type { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';

/**
 * Checks what a user of the simulator gives, and copies it.
 *
 * @param path what messages call it
 * @throws {InputError} of that code, whatever is wrong: also for a value that is no plain data
 */
export function parseGiven<Schema extends z.ZodType>(
  code: `ERR_INPUT_${string}`,
  schema: Schema,
  given: unknown,
  path: string,
): z.output<Schema> {
  try {
    return parseInput(withRule({ code, unknownMember: code }, schema), given, path);
  } catch (cause) {
    if (!(cause instanceof InputError) || cause.code === code) throw cause;
    const { expected = cause.message, found = '' } = cause;
    throw new InputError(code, { path: cause.path ?? path, expected, found }, { cause });
  }
}
