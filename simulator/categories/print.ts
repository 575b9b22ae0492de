import { z } from 'zod';
import { linesOf, OutputContent } from '../messages/device-output.ts';
import { failed } from '../messages/responses.ts';
import type { TerminalSettings } from '../settings.ts';
import { SUCCESS, type ImmediateResponse } from './immediate-response.ts';

/** Reference 6.5. */
export const PrintRequest = z.object({
  PrintOutput: z.object({ DocumentQualifier: z.string(), ResponseMode: z.string(), OutputContent }),
});

/** Prints the document, if the terminal has a printer. */
export function printResponse(
  { PrintOutput }: z.infer<typeof PrintRequest>,
  { hasPrinter }: TerminalSettings,
): ImmediateResponse {
  const { DocumentQualifier, OutputContent: content } = PrintOutput;
  if (!hasPrinter) {
    const Response = failed('UnavailableDevice', { message: 'The device has no printer.' });
    return { body: { DocumentQualifier, Response } };
  }
  return {
    body: { DocumentQualifier, Response: SUCCESS },
    output: [{ kind: 'printed', lines: linesOf(content) }],
  };
}
