import { z } from 'zod';
import { parseInput } from '../../../parse-input.ts';

/**
 * Checks an input that has one of several contents, by the schema of the content that it has: a message then speaks of that one's members
 * alone. A second content is an unknown member, since a request has one format (reference 6.5).
 *
 * @param schemas by the member that carries the content; the first that is present counts, and `lines` where none is
 * @param path of the input, as the caller would write it
 */
export function parseContent<Schemas extends Readonly<Record<string, z.ZodType>> & { readonly lines: z.ZodType }>(
  schemas: Schemas,
  input: unknown,
  path: string,
): z.output<Schemas[keyof Schemas]> {
  const copy: unknown = parseInput(z.unknown(), input, path);
  const content = Object.keys(schemas).find((name) => Object.hasOwn(Object(copy) as object, name)) ?? 'lines';
  return parseInput(schemas[content] as Schemas[keyof Schemas], copy, path);
}
