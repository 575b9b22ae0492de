import { z } from 'zod';
import { wholeNumber, withRule } from '../protocol/validation/input-rules.ts';
import { parseGiven } from './primitives/parse-given.ts';
import type { InputPlan, ShopperPlan } from './shopper-plan.ts';

const AFTER_MS = 'milliseconds from 0';
const afterMs = z.number(AFTER_MS).min(0, AFTER_MS).exactOptional();
const minorUnits = wholeNumber(0, Number.MAX_SAFE_INTEGER).exactOptional();
const flag = z.boolean().exactOptional();

const ShopperPlanSchema = z.strictObject({
  does: z.enum(['presentsCard', 'cancels', 'neverPresents', 'entersWrongPin', 'removesCard']),
  afterMs,
  tip: minorUnits,
  balance: minorUnits,
  host: z
    .union(
      [z.literal('approves'), z.strictObject({ refuses: z.string() }), z.strictObject({ fails: z.string() })],
      "'approves', { refuses } or { fails }",
    )
    .exactOptional(),
  giftCard: withRule({ secret: true }, z.string('the number of a gift card, as text')).exactOptional(),
  card: z.enum(['contactless', 'chip', 'stripe']).exactOptional(),
  pin: flag,
  signs: flag,
  dcc: z.enum(['accepted', 'rejected']).exactOptional(),
  takesReceipt: flag,
}) satisfies z.ZodType<ShopperPlan>;

const InputPlanSchema = z.strictObject({
  does: z.enum(['answers', 'cancels', 'neverAnswers']),
  afterMs,
  confirmed: flag,
  text: z.string().exactOptional(),
  digits: z.string().exactOptional(),
  decimal: z.string().exactOptional(),
  decimalIn: z.enum(['DigitInput', 'TextInput']).exactOptional(),
  signature: z.string().exactOptional(),
  phoneNumber: z.string().exactOptional(),
  rating: wholeNumber(0, 99).exactOptional(),
  functionKey: wholeNumber(0, 999).exactOptional(),
  password: withRule({ secret: true }, z.string('a password, as text')).exactOptional(),
  chosen: z.array(wholeNumber(0, 99)).exactOptional(),
}) satisfies z.ZodType<InputPlan>;

/**
 * Checks a plan and copies it: from plain JavaScript a misspelt member would silently be another shopper.
 *
 * @param path what messages call it
 * @throws {InputError} `ERR_INPUT_SHOPPER`, naming the member, what was expected and what was found
 */
export function parseShopperPlan(given: unknown, path = 'shopper'): ShopperPlan {
  return parseGiven('ERR_INPUT_SHOPPER', ShopperPlanSchema, given, path);
}

/** The same for an Input. @throws {InputError} `ERR_INPUT_PLAN` */
export function parseInputPlan(given: unknown, path = 'input'): InputPlan {
  return parseGiven('ERR_INPUT_PLAN', InputPlanSchema, given, path);
}
