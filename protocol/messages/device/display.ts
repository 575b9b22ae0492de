import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { optionalOrUndefined } from '../../validation/wire-schemas.ts';
import { parseInput } from '../../parse-input.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { displayOutput, textContent, TextLinesSchema, type TextLines } from './text-output.ts';

export interface DisplayRequestInput {
  /** The text for the shopper. It stays until the next request. */
  readonly lines: TextLines;
  /** How long it stays at least, in seconds: 0 to 999. Default 0. */
  readonly minimumSeconds?: number | undefined;
}

export const DisplayRequestInputSchema = z.strictObject({
  lines: TextLinesSchema,
  minimumSeconds: withRule({ code: 'ERR_INPUT_SECONDS' }, wholeNumber(0, 999)).exactOptional(),
}) satisfies z.ZodType<DisplayRequestInput>;

/**
 * Builds the body of a Display on the terminal's screen (reference 6.3).
 *
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_SECONDS`, `ERR_INPUT_REQUEST`
 */
export function displayRequest(input: DisplayRequestInput) {
  const { lines, minimumSeconds } = parseInput(DisplayRequestInputSchema, input);
  return {
    DisplayOutput: [omitUndefined({ ...displayOutput(textContent(lines)), MinimumDisplayTime: minimumSeconds })],
  };
}

const OutputResult = z.looseObject({ Response: ResponseSchema });
const DisplayResponseSchema = z.looseObject({
  OutputResult: optionalOrUndefined(z.union([z.array(OutputResult), OutputResult.transform((one) => [one])])),
  // Where a terminal puts the refusal of a whole request is UNCONFIRMED: it may stand beside the results.
  Response: optionalOrUndefined(ResponseSchema),
});

/** Reads a DisplayResponse (reference 6.3); `undefined` when the body is not one. */
export function readDisplay(body: unknown): RequestResult | undefined {
  const parsed = DisplayResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const responses = [parsed.data.Response, ...(parsed.data.OutputResult ?? []).map(({ Response }) => Response)];
  const results = responses.flatMap((response) => (response === undefined ? [] : [resultOf(response)]));
  // One output that failed is a failure.
  return results.find(({ ok }) => !ok) ?? results[0];
}
