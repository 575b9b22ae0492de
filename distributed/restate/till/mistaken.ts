import { InputError } from 'tenderline';
import type { Mistaken } from '../contracts.ts';

/** A mistake of the till, on its way back to it. */
export function mistaken(
  code: `ERR_INPUT_${string}`,
  mistake: { readonly path: string; readonly expected: string; readonly found: string },
): Mistaken {
  return mistakeOf(new InputError(code, mistake));
}

/** What `make` gives; or the mistake that it found. */
export function orMistake<T extends object>(make: () => T): T | Mistaken {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return mistakeOf(error);
    throw error;
  }
}

/** As the till is told it. */
export function mistakeOf({ code, path, expected, found, message }: InputError): Mistaken {
  return {
    mistake: {
      code,
      message,
      ...(path !== undefined && { path }),
      ...(expected !== undefined && { expected }),
      ...(found !== undefined && { found }),
    },
  };
}
