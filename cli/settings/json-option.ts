import { formatValue, InputError } from '../../errors.ts';

/** An option whose value is a JSON object. */
export interface JsonOption {
  /** What messages call it. */
  readonly name: string;
  readonly code: `ERR_INPUT_${string}`;
  readonly example: string;
}

/** The object that an option holds. Its members are for the caller to check. @throws {InputError} of the option's code */
export function readJsonOption({ name, code, example }: JsonOption, text: string): object {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new InputError(code, { path: name, expected: `a JSON object such as ${example}`, found: formatValue(text) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
