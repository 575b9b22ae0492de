import { InputError } from '../../errors.ts';

type ErrorClass<Refusal> = new (...parameters: never[]) => Refusal;

/** Runs what must be refused; the error of the refusal. Another error is thrown on. */
export function refusalOf(run: () => unknown): InputError;
export function refusalOf<Refusal extends Error>(run: () => unknown, as: ErrorClass<Refusal>): Refusal;
export function refusalOf(run: () => unknown, as: ErrorClass<Error> = InputError): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof as) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
