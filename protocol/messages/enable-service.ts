import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import { ResponseSchema } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';
import { displayOutput, textContent, TextLinesSchema, type TextLines } from './device/text-output.ts';

export interface EnableServiceRequestInput {
  /** The text for the shopper at the end. Default: the terminal's own text. */
  readonly lines?: TextLines | undefined;
}

export const EnableServiceRequestInputSchema = z.strictObject({
  lines: TextLinesSchema.exactOptional(),
}) satisfies z.ZodType<EnableServiceRequestInput>;

/**
 * Builds the body of an EnableService AbortTransaction: the end of a CardAcquisition that no payment follows (reference 6.6).
 *
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_REQUEST`
 */
export function enableServiceRequest(input: EnableServiceRequestInput = {}) {
  const { lines } = parseInput(EnableServiceRequestInputSchema, input);
  return {
    TransactionAction: 'AbortTransaction',
    ...(lines !== undefined && { DisplayOutput: displayOutput(textContent(lines)) }),
  } as const;
}

const EnableServiceResponseSchema = z.looseObject({ Response: ResponseSchema });

/** Reads an EnableServiceResponse (reference 6.6); `undefined` when the body is not one. */
export function readEnableService(body: unknown): RequestResult | undefined {
  const parsed = EnableServiceResponseSchema.safeParse(body);
  return parsed.success ? resultOf(parsed.data.Response) : undefined;
}
