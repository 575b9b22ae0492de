import { z } from 'zod';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { parseInput } from '../../parse-input.ts';
import { textContent, TextLinesSchema, type TextLines } from './text-output.ts';

export interface PrintRequestInput {
  /** The text to print: empty lines are printed too, as long as there is some text. */
  readonly lines: TextLines;
}

export const PrintRequestInputSchema = z.strictObject({
  lines: TextLinesSchema,
}) satisfies z.ZodType<PrintRequestInput>;

/**
 * Builds the body of a Print of text; it is answered when the paper is out (reference 6.5).
 *
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_REQUEST`
 */
export function printRequest(input: PrintRequestInput) {
  const { lines } = parseInput(PrintRequestInputSchema, input);
  const { OutputFormat, OutputText } = textContent(lines);
  return {
    PrintOutput: {
      DocumentQualifier: 'Document',
      ResponseMode: 'PrintEnd',
      OutputContent: { OutputFormat, OutputText: OutputText.map((line) => ({ EndOfLineFlag: true, ...line })) },
    },
  } as const;
}

const PrintResponseSchema = z.looseObject({ Response: ResponseSchema });

/** Reads a PrintResponse (reference 6.5); `undefined` when the body is not one. Without a printer it is an UnavailableDevice failure. */
export function readPrint(body: unknown): RequestResult | undefined {
  const parsed = PrintResponseSchema.safeParse(body);
  return parsed.success ? resultOf(parsed.data.Response) : undefined;
}
