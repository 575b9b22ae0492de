import { z } from 'zod';
import { flag, optionalOrUndefined, text } from '../../validation/wire-schemas.ts';
import type { InputRequestInput } from './input.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';

/** The person's answer. */
export type InputAnswer =
  | { readonly kind: 'confirmed'; readonly confirmed: boolean }
  | { readonly kind: 'text'; readonly text: string }
  /** As text: leading zeros are kept where the terminal sends them. */
  | { readonly kind: 'digits'; readonly digits: string }
  /** As the terminal writes it; whether with a decimal point is UNCONFIRMED. */
  | { readonly kind: 'decimal'; readonly decimal: string }
  /** Positions in `entries`, from 0, ascending; empty when nothing was chosen. */
  | { readonly kind: 'chosen'; readonly chosen: readonly number[] }
  /** No answer: stopped, timed out, refused, or not readable. */
  | ({ readonly kind: 'none' } & Omit<RequestResult, 'ok'>);

const Input = z.looseObject({
  ConfirmedFlag: optionalOrUndefined(flag),
  TextInput: optionalOrUndefined(text),
  // A number beyond the safe integers has lost digits.
  DigitInput: optionalOrUndefined(z.union([z.string(), z.int().nonnegative().transform(String)])),
  MenuEntryNumber: z.unknown().optional(),
});
const InputResponseSchema = z.looseObject({
  InputResult: optionalOrUndefined(z.looseObject({ Response: ResponseSchema, Input: optionalOrUndefined(Input) })),
  // Where a terminal puts the refusal of a whole request is UNCONFIRMED: it may stand beside the result.
  Response: optionalOrUndefined(ResponseSchema),
});

/**
 * Reads an InputResponse (reference 6.4).
 *
 * @param asked the request that it answers
 * @returns `undefined` when the body is not one
 */
export function readInput(body: unknown, asked: InputRequestInput): InputAnswer | undefined {
  const parsed = InputResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { InputResult } = parsed.data;
  const response = InputResult?.Response ?? parsed.data.Response;
  if (response === undefined) return undefined;
  const { ok, ...why } = resultOf(response);
  if (!ok) return { kind: 'none', ...why };
  return answerIn(InputResult?.Input ?? {}, asked) ?? { kind: 'none', message: 'the answer holds no readable input' };
}

function answerIn(
  { ConfirmedFlag, TextInput, DigitInput, MenuEntryNumber }: z.infer<typeof Input>,
  asked: InputRequestInput,
): InputAnswer | undefined {
  const typed = DigitInput ?? TextInput;
  switch (asked.command) {
    case 'GetConfirmation':
      return ConfirmedFlag === undefined ? undefined : { kind: 'confirmed', confirmed: ConfirmedFlag };
    case 'TextString':
      return TextInput === undefined ? undefined : { kind: 'text', text: TextInput };
    case 'DigitString':
      return typed === undefined || /\D/.test(typed) ? undefined : { kind: 'digits', digits: typed };
    case 'DecimalString':
      return typed === undefined || !/^\d+(?:[.,]\d+)?$/.test(typed) ? undefined : { kind: 'decimal', decimal: typed };
    case 'GetMenuEntry': {
      const chosen = chosenIn(MenuEntryNumber, asked.entries.length);
      return chosen === undefined ? undefined : { kind: 'chosen', chosen };
    }
    default:
      return asked satisfies never;
  }
}

/**
 * Terminals send a 0 or a 1 for each entry (reference 6.4); the nexo standard numbers the entries from 1. No list means one
 * choice in one way of reading and another one in the other.
 */
function chosenIn(value: unknown, entries: number): readonly number[] | undefined {
  const parsed = z.array(z.int()).safeParse(Array.isArray(value) ? value : [value]);
  if (!parsed.success) return undefined;
  const numbers = parsed.data;
  if (numbers.length <= entries && numbers.every((number) => number === 0 || number === 1)) {
    return numbers.flatMap((number, index) => (number === 1 ? [index] : []));
  }
  const isNumbering = numbers.every((number) => number >= 1 && number <= entries);
  return isNumbering && new Set(numbers).size === numbers.length
    ? numbers.map((number) => number - 1).toSorted((a, b) => a - b)
    : undefined;
}
