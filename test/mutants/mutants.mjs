import { ADMISSION } from './list/admission.mjs';
import { ASKING } from './list/asking.mjs';
import { BELIEVING } from './list/believing.mjs';
import { LINK } from './list/link.mjs';
import { READING } from './list/reading.mjs';
import { SENDING } from './list/sending.mjs';

/**
 * Deliberate bugs. Each breaks a promise of the engine, so each has to be caught by the hostile world or by a test: `name` says
 * what the engine does wrong, `danger` what that does to a shop. `find` stands exactly once in `file`, and becomes `replace`.
 */
export const MUTANTS = [...SENDING, ...ASKING, ...BELIEVING, ...READING, ...ADMISSION, ...LINK];

/**
 * The source with the bug in it.
 *
 * @throws {Error} when what is to be replaced does not stand there exactly once
 */
export function mutate(source, { name, file, find, replace }) {
  const [before, after, ...more] = source.split(find);
  if (after !== undefined && more.length === 0) return before + replace + after;
  const found = after === undefined ? 'none' : `${more.length + 1}`;
  throw new Error(`mutant "${name}": expected its text once in ${file}, found ${found}; adapt it to the code`);
}
