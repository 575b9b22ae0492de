import type { z } from 'zod';
import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import type { CardDataSchema } from './card.ts';

/** What recognises a card or charges it again. Members that the terminal does not report are absent. */
export interface Token {
  /** The token to charge later, new style: `tokenization.storedPaymentMethodId`. */
  readonly storedPaymentMethodId?: string;
  /** The token to charge later, old style: `recurring.recurringDetailReference`. */
  readonly recurringDetailReference?: string;
  /** The shopper that the token belongs to: `tokenization.shopperReference`, else `recurring.shopperReference`. */
  readonly shopperReference?: string;
  /** The card scheme's id of the transaction: `networkTxReference`. */
  readonly networkReference?: string;
  /** `tokenization.store.operationType`, for example `created`; which values exist is UNCONFIRMED. */
  readonly operation?: string;
  /** Recognises the card, and cannot be charged: CardData.PaymentToken.TokenValue, else `alias`. */
  readonly alias?: string;
  /** The account behind the card and its wallets: `PaymentAccountReference`. */
  readonly paymentAccountReference?: string;
}

/** Reads the tokens of an answer (reference 4.5); `undefined` when there are none, which is no failure of the payment. */
export function readToken(
  data: z.infer<typeof CardDataSchema> | undefined,
  additional: AdditionalResponse,
): Token | undefined {
  const token = omitUndefined({
    storedPaymentMethodId: additional['tokenization.storedPaymentMethodId'],
    recurringDetailReference: additional['recurring.recurringDetailReference'],
    shopperReference: additional['tokenization.shopperReference'] ?? additional['recurring.shopperReference'],
    networkReference: additional['networkTxReference'],
    operation: additional['tokenization.store.operationType'],
    alias: data?.PaymentToken?.TokenValue ?? additional['alias'],
    paymentAccountReference: additional['PaymentAccountReference'],
  });
  return Object.keys(token).length > 0 ? token : undefined;
}
