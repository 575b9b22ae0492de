import { z } from 'zod';
import { KNOWN_CURRENCY } from '../money.ts';
import { withRule } from '../validation/input-rules.ts';

/** The shape of an amount that a caller gives. Whether the currency and the value will do, `parseAmount` says: it knows the table. */
export const AmountSchema = withRule(
  { code: 'ERR_INPUT_AMOUNT' },
  z.strictObject(
    {
      currency: withRule({ code: 'ERR_INPUT_CURRENCY' }, z.string(KNOWN_CURRENCY)),
      value: z.number('an integer in minor units'),
    },
    '{ currency, value }',
  ),
);
