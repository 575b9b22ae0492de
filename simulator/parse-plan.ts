import { z } from 'zod';
import { fromWire, KNOWN_CURRENCY } from '../protocol/money.ts';
import { wholeNumber, withRule } from '../protocol/validation/input-rules.ts';
import { parserOf } from './primitives/parse-given.ts';
import type { InputPlan, ShopperPlan } from './shopper-plan.ts';

const AFTER_MS = 'milliseconds from 0';
const afterMs = z.number(AFTER_MS).min(0, AFTER_MS).exactOptional();
const minorUnits = wholeNumber(0, Number.MAX_SAFE_INTEGER).exactOptional();
const flag = z.boolean().exactOptional();
const name = z.string('a name').min(1, 'a name').exactOptional();
const DECIMALS = 'decimals as text, for example 1.1180';
const decimals = z.string(DECIMALS).regex(/^\d{1,6}(\.\d{1,6})?$/, DECIMALS);
const knownCurrency = z.string(KNOWN_CURRENCY).refine((code) => fromWire(0, code) !== undefined, KNOWN_CURRENCY);

const ShopperPlanSchema = z.strictObject({
  does: z.enum(['presentsCard', 'cancels', 'neverPresents', 'entersWrongPin', 'removesCard']),
  afterMs,
  tip: minorUnits,
  balance: minorUnits,
  partialTip: z.enum(['last', 'first']).exactOptional(),
  cashBack: z.enum(['approved', 'refused']).exactOptional(),
  surcharge: z
    .union([wholeNumber(0, Number.MAX_SAFE_INTEGER), z.literal('refused')], "minor units from 0, or 'refused'")
    .exactOptional(),
  offline: z.enum(['emv', 'storeAndForward']).exactOptional(),
  host: z
    .union(
      [z.literal('approves'), z.strictObject({ refuses: z.string() }), z.strictObject({ fails: z.string() })],
      "'approves', { refuses } or { fails }",
    )
    .exactOptional(),
  giftCard: withRule({ secret: true }, z.string('the number of a gift card, as text')).exactOptional(),
  brand: name,
  funding: z.enum(['CREDIT', 'DEBIT', 'PREPAID']).exactOptional(),
  card: z.enum(['contactless', 'chip', 'stripe']).exactOptional(),
  loyalty: z.strictObject({ id: z.string('a text').min(1, 'a text'), brand: name }).exactOptional(),
  pin: flag,
  signs: z.union([z.boolean(), z.enum(['onPaper', 'rejected'])], "a boolean, 'onPaper' or 'rejected'").exactOptional(),
  dcc: z.enum(['accepted', 'rejected']).exactOptional(),
  dccOffer: z.strictObject({ currency: knownCurrency, rate: decimals, markup: decimals }).exactOptional(),
  takesReceipt: flag,
  waits: flag,
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
  barcode: z.strictObject({ data: z.string(), symbology: z.string() }).exactOptional(),
}) satisfies z.ZodType<InputPlan>;

const shopperPlan = parserOf('ERR_INPUT_SHOPPER', ShopperPlanSchema);
const inputPlan = parserOf('ERR_INPUT_PLAN', InputPlanSchema);

/**
 * Checks a plan and copies it: from plain JavaScript a misspelt member would silently be another shopper.
 *
 * @param path what messages call it
 * @throws {InputError} `ERR_INPUT_SHOPPER`, naming the member, what was expected and what was found
 */
export function parseShopperPlan(given: unknown, path = 'shopper'): ShopperPlan {
  return shopperPlan(given, path);
}

/** The same for an Input. @throws {InputError} `ERR_INPUT_PLAN` */
export function parseInputPlan(given: unknown, path = 'input'): InputPlan {
  return inputPlan(given, path);
}
