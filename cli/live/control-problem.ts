import { InputError } from '../../errors.ts';

/** What the owner calls otherwise than the options do. */
const OPTION_OF: Readonly<Record<string, string>> = { transaction: 'id' };

/**
 * What the owner of a journal, or a server, refused, as an error with its code; `undefined` when the answer is no problem (RFC 9457) of ours. A mistake
 * in what was given is an `InputError`, as when this process had found it.
 */
export function errorOfProblem(
  problem: Readonly<Record<string, unknown>>,
  who = 'the till that owns the journal',
): Error | undefined {
  const { code, detail, path, expected, found, advice } = problem;
  if (typeof code !== 'string' || !/^ERR_[A-Z_]+$/.test(code)) return undefined;
  if (isInputCode(code) && typeof expected === 'string' && typeof found === 'string') {
    const name = typeof path === 'string' ? (OPTION_OF[path] ?? path) : 'request';
    return new InputError(code, { path: name, expected, found, ...(typeof advice === 'string' && { advice }) });
  }
  const words = [detail, expected !== undefined && `expected ${text(expected)}, found ${text(found)}`, advice];
  const message = words.filter((one) => typeof one === 'string').join('; ');
  return Object.assign(new Error(`${who}: ${message}`), { code });
}

function isInputCode(code: string): code is `ERR_INPUT_${string}` {
  return code.startsWith('ERR_INPUT_');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : 'nothing';
}
