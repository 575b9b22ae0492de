import { z } from 'zod';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { textContent, type TextLines } from './text-output.ts';

export interface PrintRequestInput {
  /** What is printed: empty lines are printed too, as long as there is some text. */
  readonly lines: TextLines;
}

/** Builds the body of a Print of text; it is answered when the paper is out (reference 6.5). @throws {InputError} `ERR_INPUT_TEXT` */
export function printRequest({ lines }: PrintRequestInput) {
  const { OutputFormat, OutputText } = textContent(lines, 'lines');
  return {
    PrintOutput: {
      DocumentQualifier: 'Document',
      ResponseMode: 'PrintEnd',
      OutputContent: { OutputFormat, OutputText: OutputText.map((line) => ({ EndOfLineFlag: true, ...line })) },
    },
  } as const;
}

const PrintResponseSchema = z.looseObject({ Response: ResponseSchema });

/** Reads a PrintResponse (reference 6.5); `undefined` when it is none. Without a printer it is an UnavailableDevice failure. */
export function readPrint(body: unknown): RequestResult | undefined {
  const parsed = PrintResponseSchema.safeParse(body);
  return parsed.success ? resultOf(parsed.data.Response) : undefined;
}
