import { z } from 'zod';
import { flag, optionalOrUndefined, text } from '../../validation/wire-schemas.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import type { InputRequestInput } from './input-question.ts';

/** The person's answer. */
export type InputAnswer = (
  | { readonly kind: 'confirmed'; readonly confirmed: boolean }
  /** `signature`: what was drawn, as the terminal sends it; its form is UNCONFIRMED. Absent when nothing came. */
  | { readonly kind: 'signed'; readonly confirmed: boolean; readonly signature?: string }
  | { readonly kind: 'text'; readonly text: string }
  /** As text: leading zeros are kept where the terminal sends them. */
  | { readonly kind: 'digits'; readonly digits: string }
  /** As the terminal writes it; whether with a decimal point is UNCONFIRMED. */
  | { readonly kind: 'decimal'; readonly decimal: string }
  /** As the terminal writes it: with a `+` or without. */
  | { readonly kind: 'phoneNumber'; readonly phoneNumber: string }
  | { readonly kind: 'rating'; readonly rating: number }
  /** Positions in `entries`, from 0, ascending; empty when nothing was chosen. */
  | { readonly kind: 'chosen'; readonly chosen: readonly number[] }
  /** As the terminal sends it: text, or an encrypted object of the standard. Do not log it. */
  | { readonly kind: 'password'; readonly password: unknown }
  | { readonly kind: 'anyKey' }
  | { readonly kind: 'functionKey'; readonly functionKey: number }
  /** No answer: stopped, timed out, refused, or not readable. */
  | ({ readonly kind: 'none' } & Omit<RequestResult, 'ok'>)
) & {
  /** It is shorter or longer than was asked for, or more or fewer were chosen: terminals need not keep to the limits. */
  readonly outsideLimits?: true;
};

const Input = z.looseObject({
  ConfirmedFlag: optionalOrUndefined(flag),
  TextInput: optionalOrUndefined(text),
  // A number of more digits has lost some of them.
  DigitInput: optionalOrUndefined(z.union([z.string(), z.number().nonnegative().max(1e15).transform(String)])),
  MenuEntryNumber: z.unknown().optional(),
  FunctionKey: optionalOrUndefined(text),
  Password: z.unknown().optional(),
});
type Input = z.infer<typeof Input>;

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
  const answer = answerIn(InputResult?.Input ?? {}, asked, response.AdditionalResponse);
  if (answer === undefined) return { kind: 'none', message: 'the answer holds no readable input' };
  return answerKeepsLimits(answer, asked) ? answer : { ...answer, outsideLimits: true };
}

function answerIn(input: Input, asked: InputRequestInput, drawing: unknown): InputAnswer | undefined {
  const { ConfirmedFlag: confirmed, TextInput, DigitInput, MenuEntryNumber, FunctionKey } = input;
  const typed = DigitInput ?? TextInput;
  switch (asked.command) {
    case 'GetConfirmation':
    case 'SiteManager':
      return confirmed === undefined ? undefined : { kind: 'confirmed', confirmed };
    case 'GetSignature': {
      const signature = typeof drawing === 'string' && drawing !== '' ? { signature: drawing } : {};
      return confirmed === undefined ? undefined : { kind: 'signed', confirmed, ...signature };
    }
    case 'TextString':
      return TextInput === undefined ? undefined : { kind: 'text', text: TextInput };
    case 'DigitString':
      return matching(typed, /^\d*$/, (digits) => ({ kind: 'digits', digits }));
    case 'DecimalString':
      return matching(typed, /^\d+(?:[.,]\d+)?$/, (decimal) => ({ kind: 'decimal', decimal }));
    case 'GetPhoneNumber':
      return matching(typed, /^\+?[\d ()/.-]*$/, (phoneNumber) => ({ kind: 'phoneNumber', phoneNumber }));
    case 'GetRating':
    case 'GetOneKeyRating':
      return matching(typed, /^\d{1,2}$/, (rating) => ({ kind: 'rating', rating: Number(rating) }));
    case 'GetMenuEntry': {
      const chosen = chosenIn(MenuEntryNumber, asked.entries.length);
      return chosen === undefined ? undefined : { kind: 'chosen', chosen };
    }
    case 'Password': {
      const password = input.Password ?? typed;
      return password === undefined ? undefined : { kind: 'password', password };
    }
    case 'GetAnyKey':
      return { kind: 'anyKey' };
    case 'GetFunctionKey':
      return matching(FunctionKey, /^\d{1,9}$/, (key) => ({ kind: 'functionKey', functionKey: Number(key) }));
    default:
      return asked satisfies never;
  }
}

function matching(typed: string | undefined, form: RegExp, answer: (typed: string) => InputAnswer) {
  return typed !== undefined && form.test(typed) ? answer(typed) : undefined;
}

/** Whether an answer is as long, and has as many choices, as was asked for. */
function answerKeepsLimits(answer: InputAnswer, asked: InputRequestInput): boolean {
  if (answer.kind === 'chosen' && asked.command === 'GetMenuEntry') {
    return isWithin(answer.chosen.length, asked.chosenMin, asked.chosenMax);
  }
  if (answer.kind === 'decimal' && asked.command === 'DecimalString') {
    return isWithin(answer.decimal.split(/[.,]/)[1]?.length ?? 0, 0, asked.maxDecimalLength);
  }
  if (!('minLength' in asked) && !('maxLength' in asked)) return true;
  const { minLength, maxLength } = asked;
  if (answer.kind === 'text') return isWithin(answer.text.length, minLength, maxLength);
  return answer.kind !== 'digits' || isWithin(answer.digits.length, minLength, maxLength);
}

function isWithin(count: number, min = 0, max = Infinity): boolean {
  return count >= min && count <= max;
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
