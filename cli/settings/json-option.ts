import type { z } from 'zod';
import { formatValue, InputError } from '../../errors.ts';

/** An option whose value is JSON. */
export interface JsonOption<T> {
  /** What messages call it. */
  readonly name: string;
  readonly code: `ERR_INPUT_${string}`;
  readonly example: string;
  readonly schema: z.ZodType<T>;
}

/** @throws {InputError} of the option's code, naming the member that is wrong */
export function readJsonOption<T>({ name, code, example, schema }: JsonOption<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text, { name, code, example }));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  // A string, because the wording is that of the schema library.
  throw new InputError(code, `${name}: ${where}${issue?.message ?? 'invalid'}, found ${formatValue(text)}`);
}

function parseJson(text: string, { name, code, example }: Omit<JsonOption<unknown>, 'schema'>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(code, { path: name, expected: `JSON such as ${example}`, found: formatValue(text) });
  }
}
