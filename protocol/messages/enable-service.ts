import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import { withRule } from '../validation/input-rules.ts';
import { ResponseSchema } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';
import { displayOutput, textContent, TextLinesSchema, type TextLines } from './device/text-output.ts';

/** What an EnableService is built from: the words and the icon that the terminal displays. */
export interface EnableServiceRequestInput {
  /** A header, and a footer: the text for the shopper. Default: the terminal's own text. */
  readonly lines?: TextLines | undefined;
  /** What the terminal displays with the text: Accepted is a green check, Declined a red cross. Default `Idle`, which is none. */
  readonly icon?: (typeof ICONS)[number] | undefined;
}

/** What an EnableService StartTransaction is built from. */
export interface StartTransactionRequestInput extends EnableServiceRequestInput {
  /** What a card that is presented now is for. */
  readonly servicesEnabled: readonly (typeof SERVICES)[number][];
}

const ICONS = ['Accepted', 'AcceptedAnimated', 'Declined', 'DeclinedAnimated', 'Idle'] as const;
const SERVICES = ['CardAcquisition', 'Loyalty', 'Payment'] as const;

const SCREEN = {
  lines: TextLinesSchema.max(2, 'a header and a footer').exactOptional(),
  icon: z.enum(ICONS).exactOptional(),
};

export const EnableServiceRequestInputSchema = z
  .strictObject(SCREEN)
  .superRefine(iconHasText) satisfies z.ZodType<EnableServiceRequestInput>;

export const StartTransactionRequestInputSchema = z
  .strictObject({
    servicesEnabled: withRule({ code: 'ERR_INPUT_SERVICES' }, z.array(z.enum(SERVICES), 'one service or more').min(1)),
    ...SCREEN,
  })
  .superRefine(iconHasText) satisfies z.ZodType<StartTransactionRequestInput>;

/**
 * Builds the body of an EnableService AbortTransaction: the end of a CardAcquisition that no payment follows (reference 6.6).
 *
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_REQUEST`
 */
export function enableServiceRequest(input: EnableServiceRequestInput = {}) {
  const screen = parseInput(EnableServiceRequestInputSchema, input);
  return { TransactionAction: 'AbortTransaction', ...screenOf(screen) } as const;
}

/**
 * Builds the body of an EnableService StartTransaction: a card may be presented before the till asks for it. Whether a terminal does it is
 * UNCONFIRMED (reference 6.6).
 *
 * @throws {InputError} `ERR_INPUT_SERVICES`, `ERR_INPUT_TEXT`, `ERR_INPUT_REQUEST`
 */
export function startTransactionRequest(input: StartTransactionRequestInput) {
  const { servicesEnabled, ...screen } = parseInput(StartTransactionRequestInputSchema, input);
  return { TransactionAction: 'StartTransaction', ServicesEnabled: servicesEnabled, ...screenOf(screen) } as const;
}

function screenOf({ lines, icon: ReferenceID = 'Idle' }: EnableServiceRequestInput) {
  if (lines === undefined) return {};
  return { DisplayOutput: displayOutput({ PredefinedContent: { ReferenceID }, ...textContent(lines) }) };
}

/** An icon stands beside a text. */
function iconHasText({ lines, icon }: { lines?: unknown; icon?: unknown }, issues: z.core.$RefinementCtx) {
  if (icon === undefined || lines !== undefined) return;
  issues.addIssue({
    code: 'custom',
    path: ['lines'],
    message: 'a text beside the icon',
    params: { code: 'ERR_INPUT_TEXT' },
  });
}

const EnableServiceResponseSchema = z.looseObject({ Response: ResponseSchema });

/** Reads an EnableServiceResponse (reference 6.6); `undefined` when the body is not one. */
export function readEnableService(body: unknown): RequestResult | undefined {
  const parsed = EnableServiceResponseSchema.safeParse(body);
  return parsed.success ? resultOf(parsed.data.Response) : undefined;
}
