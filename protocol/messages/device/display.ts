import { z } from 'zod';
import { lenient } from '../../json.ts';
import { checkWhole } from '../check.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { displayOutput, textContent, type TextLines } from './text-output.ts';

export interface DisplayRequestInput {
  /** What the shopper reads. It stays until the next request. */
  readonly lines: TextLines;
  /** How long it stays at least, in seconds: 0 to 999. Default 0. */
  readonly minimumSeconds?: number;
}

/** Builds the body of a Display on the terminal's screen (reference 6.3). @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_SECONDS` */
export function displayRequest({ lines, minimumSeconds }: DisplayRequestInput) {
  checkWhole('ERR_INPUT_SECONDS', 'minimumSeconds', [0, 999], minimumSeconds);
  return {
    DisplayOutput: [
      {
        ...displayOutput(textContent(lines, 'lines')),
        ...(minimumSeconds !== undefined && { MinimumDisplayTime: minimumSeconds }),
      },
    ],
  };
}

const OutputResult = z.looseObject({ Response: ResponseSchema });
const DisplayResponseSchema = z.looseObject({
  OutputResult: lenient(z.union([z.array(OutputResult), OutputResult.transform((one) => [one])])),
  // Where a terminal puts the refusal of a whole request is UNCONFIRMED: it may stand beside the results.
  Response: lenient(ResponseSchema),
});

/** Reads a DisplayResponse (reference 6.3); `undefined` when it is none. */
export function readDisplay(body: unknown): RequestResult | undefined {
  const parsed = DisplayResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const responses = [parsed.data.Response, ...(parsed.data.OutputResult ?? []).map(({ Response }) => Response)];
  const results = responses.flatMap((response) => (response === undefined ? [] : [resultOf(response)]));
  // One output that failed is a failure.
  return results.find(({ ok }) => !ok) ?? results[0];
}
