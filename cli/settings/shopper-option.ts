import { z } from 'zod';
import type { ShopperPlan } from '../../simulator/index.ts';
import { readJsonOption } from './json-option.ts';

const PlanSchema = z.strictObject({
  does: z.enum(['presentsCard', 'cancels', 'neverPresents', 'entersWrongPin', 'removesCard']).default('presentsCard'),
  afterMs: z.number().min(0).optional(),
  tip: z.int().min(0).optional(),
  balance: z.int().min(0).optional(),
  card: z.enum(['contactless', 'chip', 'stripe']).optional(),
  pin: z.boolean().optional(),
  signs: z.boolean().optional(),
  dcc: z.enum(['accepted', 'rejected']).optional(),
  takesReceipt: z.boolean().optional(),
});

/**
 * Reads `--shopper`: what shoppers do, as JSON, for example `{"card":"chip","tip":200,"signs":true}`.
 *
 * @throws {InputError} `ERR_INPUT_SHOPPER`
 */
export function readShopper(text: string): ShopperPlan {
  const option = { name: 'shopper', code: 'ERR_INPUT_SHOPPER', example: '{"card":"chip","tip":200}' } as const;
  const plan = readJsonOption({ ...option, schema: PlanSchema }, text);
  return plan as ShopperPlan; // JSON has no undefined, so a member that is present has its type
}
