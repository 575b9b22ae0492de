import type { DisplayRequestInput, PrintRequestInput } from '../../../index.ts';
import { wholeNumber } from './given-members.ts';
import { readLines } from './read-input.ts';

/** Options of text that is displayed or printed. */
export interface TextFlags {
  readonly style?: string;
  readonly alignment?: string;
}

export interface DisplayFlags extends TextFlags {
  readonly minimumSeconds?: string;
}

/** What to display, as the library takes it. @param given the lines; none or `-` is stdin */
export async function readDisplay(given: readonly string[], flags: DisplayFlags): Promise<DisplayRequestInput> {
  const { minimumSeconds } = flags;
  return {
    ...(await readText(given, flags)),
    ...(minimumSeconds !== undefined && { minimumSeconds: wholeNumber(minimumSeconds) }),
  };
}

/** What to print, as the library takes it. @param given the lines; none or `-` is stdin */
export function readPrint(given: readonly string[], flags: TextFlags): Promise<PrintRequestInput> {
  return readText(given, flags);
}

/** One style for all lines; its names are for the library to check. */
async function readText(given: readonly string[], { style, alignment }: TextFlags): Promise<PrintRequestInput> {
  const styled = { ...(style !== undefined && { style }), ...(alignment !== undefined && { alignment }) };
  const lines = (await readLines(given)).map((text) => ({ text, ...styled }));
  return { lines: lines as PrintRequestInput['lines'] };
}
