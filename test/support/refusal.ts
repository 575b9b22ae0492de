import { InputError } from '../../errors.ts';

/** Runs what must be refused; the error of the refusal. */
export function refusalOf(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
