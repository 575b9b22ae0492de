import type { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';

/**
 * Checks what a user of the simulator gives, and copies it.
 *
 * @param path what messages call it
 * @throws {InputError} of the code of the parser, whatever is wrong: also for a value that is no plain data
 */
export type Parser<Value> = (given: unknown, path: string) => Value;

/**
 * Made once for a schema: Zod compiles each schema when it is first used, which takes a hundred times as long as to check a value.
 *
 * @param code of the errors that the parser throws
 */
export function parserOf<Schema extends z.ZodType>(
  code: `ERR_INPUT_${string}`,
  schema: Schema,
): Parser<z.output<Schema>> {
  const ruled = withRule({ code, unknownMember: code }, schema);
  return (given, path) => {
    try {
      return parseInput(ruled, given, path);
    } catch (cause) {
      if (!(cause instanceof InputError) || cause.code === code) throw cause;
      const { expected = cause.message, found = '' } = cause;
      throw new InputError(code, { path: cause.path ?? path, expected, found }, { cause });
    }
  };
}
