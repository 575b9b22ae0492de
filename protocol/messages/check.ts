import { InputError, formatValue } from '../../errors.ts';

/** The error for something that a caller gave and no message can be made of: it names the thing, the expected and the found. */
export function wrong(code: `ERR_INPUT_${string}`, thing: string, expected: string, found: unknown): InputError {
  return new InputError(code, `${thing}: expected ${expected}, found ${formatValue(found)}`);
}

/** Checks that a word is one of a list. */
export function checkWord(
  code: `ERR_INPUT_${string}`,
  thing: string,
  words: readonly string[],
  found: string | undefined,
): void {
  if (found === undefined || !words.includes(found)) throw wrong(code, thing, `one of ${words.join(', ')}`, found);
}

/** Checks a whole number that may be left out. */
export function checkWhole(
  code: `ERR_INPUT_${string}`,
  thing: string,
  [min, max]: readonly [min: number, max: number],
  found: number | undefined,
): void {
  if (found === undefined || (Number.isInteger(found) && found >= min && found <= max)) return;
  throw wrong(code, thing, `a whole number from ${min} to ${max}`, found);
}
