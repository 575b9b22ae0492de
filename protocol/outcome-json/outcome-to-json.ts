import { z } from 'zod';
import type { Failure } from '../faults.ts';
import { readAdditionalResponse } from '../fields/additional-response.ts';
import type { ReceiptLine } from '../fields/receipts.ts';
import { isObject, omitUndefined, type JsonObject } from '../json.ts';
import type { Outcome, SettledResult } from '../outcome.ts';
import { maskPan, type Card } from '../payment-result/card.ts';
import { readCardExpiry } from '../payment-result/card-expiry.ts';
import { readPaymentDetails } from '../payment-result/payment-details.ts';
import { responseToJson } from './response-to-json.ts';
import { maskNumbersIn } from './secret-card-data.ts';
import {
  OutcomeJsonSchema,
  SettledResultJsonSchema,
  type OutcomeJson,
  type SettledResultJson,
} from './outcome-schema.ts';

/** What is wanted of an outcome beside what it always has. */
export interface OutcomeJsonOptions {
  /** Whether the receipts are in it. Default `true`. */
  readonly receipts?: boolean | undefined;
  /** Whether `card.expiry` is in it, where the terminal reported it. Default `false`. */
  readonly expiry?: boolean | undefined;
  /** Whether the terminal's answer is in it, without the card data that must stay secret. Default `false`. */
  readonly response?: boolean | undefined;
}

/**
 * An outcome as it may leave the process: the members of `OutcomeJsonSchema` and no others. Nothing of
 * `SECRET_CARD_DATA` is in it, and `response` only where it is asked for. Total: any outcome that a journal holds, of older versions too.
 */
export function outcomeToJson(outcome: Outcome, options: OutcomeJsonOptions = {}): OutcomeJson {
  return keep(OutcomeJsonSchema, masked(outcome, options)) as OutcomeJson; // the types agree: see the test of types
}

/** The same of a result that is no outcome yet. */
export function settledResultToJson(result: SettledResult, options: OutcomeJsonOptions = {}): SettledResultJson {
  return keep(SettledResultJsonSchema, masked(result, options)) as SettledResultJson; // as above
}

/** With everything masked that may come unmasked. */
function masked(
  settled: SettledResult,
  { receipts = true, expiry = false, response = false }: OutcomeJsonOptions,
): JsonObject {
  const { message, refusalReason, failure, amounts } = settled;
  return omitUndefined({
    ...settled,
    message: message && maskNumbersIn(message),
    refusalReason: refusalReason && maskNumbersIn(refusalReason),
    failure: failure && maskedFailure(failure),
    amounts: omitUndefined({ ...amounts, unclear: amounts.unclear && maskNumbersIn(amounts.unclear) }),
    card: maskedCard(settled, expiry),
    response: response && settled.response !== undefined ? responseToJson(settled.response) : undefined,
    receipts: receipts ? maskReceipts(settled.receipts) : undefined,
  });
}

/** A failure may quote what a terminal wrote. */
export function maskedFailure(failure: Failure): Failure {
  return { ...failure, message: maskNumbersIn(failure.message) };
}

/** The card of a result. Results that older versions stored have it in their answer alone. */
export function cardOf({ card, response }: Pick<SettledResult, 'card' | 'response'>): Card | undefined {
  if (card !== undefined || response === undefined) return card;
  const words = isObject(response['Response']) ? response['Response']['AdditionalResponse'] : undefined;
  return readPaymentDetails(response, readAdditionalResponse(words)).card;
}

function maskedCard(settled: SettledResult, withExpiry: boolean): object | undefined {
  const { maskedPan, ...card } = cardOf(settled) ?? {};
  const members = omitUndefined({
    ...card,
    maskedPan: maskedPan && maskPan(maskedPan),
    expiry: withExpiry ? readCardExpiry(settled.response) : undefined,
  });
  return Object.keys(members).length > 0 ? members : undefined;
}

/** A receipt is printed as it came; a card number on it that is not masked is. */
export function maskReceipts(receipts: SettledResult['receipts']): SettledResult['receipts'] {
  return receipts.map((receipt) => ({
    ...receipt,
    lines: receipt.lines.map((line) => (line.key === 'pan' ? maskedLine(line) : line)),
  }));
}

function maskedLine({ name, value, ...line }: ReceiptLine): ReceiptLine {
  return omitUndefined({ ...line, name: name && maskPan(name), value: value && maskPan(value) });
}

/** The members of a value that its schema knows, at every depth. */
function keep(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodExactOptional) return keep(schema.unwrap(), value);
  if (schema instanceof z.ZodArray)
    return Array.isArray(value) ? value.map((item) => keep(schema.element, item)) : value;
  if (!isObject(value)) return value;
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const option = schema.options.find((each) => each instanceof z.ZodObject && isKind(each, value));
    return option === undefined ? {} : keep(option, value);
  }
  if (!(schema instanceof z.ZodObject)) return value;
  const entries = Object.entries<z.core.$ZodType>(schema.shape).filter(([name]) => value[name] !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, keep(member, value[name])]));
}

function isKind(option: z.ZodObject, { kind }: JsonObject): boolean {
  return z.safeParse(option.shape['kind'] as z.core.$ZodType, kind).success; // each kind of an outcome has it
}
