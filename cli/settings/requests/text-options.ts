import type { DisplayRequestInput, PrintRequestInput } from '../../../index.ts';
import { givenMembers, wholeNumber } from './given-members.ts';
import { readLines } from './read-input.ts';

/** Options of what is displayed or printed: text, or a QR code. The library checks what goes together. */
export interface TextFlags {
  readonly style?: string;
  readonly alignment?: string;
  readonly qrCode?: string;
}

export interface DisplayFlags extends TextFlags {
  readonly header?: string;
  readonly footer?: string;
  readonly minimumSeconds?: string;
}

/** What to display, as the library takes it. @param given the lines; none or `-` is stdin */
export async function readDisplay(given: readonly string[], flags: DisplayFlags): Promise<DisplayRequestInput> {
  const { minimumSeconds } = flags;
  const content: object = {
    ...(await readContent(given, flags)),
    ...givenMembers(flags, ['header', 'footer']),
    ...(minimumSeconds !== undefined && { minimumSeconds: wholeNumber(minimumSeconds) }),
  };
  return content as DisplayRequestInput;
}

/** What to print, as the library takes it. @param given the lines; none or `-` is stdin */
export async function readPrint(given: readonly string[], flags: TextFlags): Promise<PrintRequestInput> {
  return (await readContent(given, flags)) as PrintRequestInput;
}

/** With a QR code no lines are expected on stdin; those that are given all the same are for the library to refuse. */
async function readContent(given: readonly string[], { qrCode, style, alignment }: TextFlags): Promise<object> {
  if (qrCode !== undefined && given.length === 0) return { qrCode };
  const styled = { ...(style !== undefined && { style }), ...(alignment !== undefined && { alignment }) };
  const lines = (await readLines(given)).map((text) => ({ text, ...styled }));
  return { lines, ...(qrCode !== undefined && { qrCode }) };
}
