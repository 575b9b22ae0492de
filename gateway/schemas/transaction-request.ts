import { z } from 'zod';
import { REQUEST_SCHEMAS } from '../../engine/requests/request-schemas.ts';
import { TRANSACTION_CATEGORIES } from '../../protocol/header.ts';
import type { GatewayEngine } from '../gateway-engine.ts';

const { payment, refund, unreferencedRefund, cardAcquisition, storedValue, transact } = REQUEST_SCHEMAS;

/**
 * The body of a transaction: a request of the library with its `type`, and without its `id`, which is in the path. A category of the
 * Terminal API as `type` takes a `body` in the words of that API.
 */
export const TransactionRequestSchema = z.discriminatedUnion('type', [
  payment
    .omit({ id: true })
    .extend({ type: z.literal('payment') })
    .meta({ id: 'PaymentRequest' }),
  refund
    .omit({ id: true, transaction: true })
    .extend({ type: z.literal('refund'), transaction: z.string().describe('id of the payment').exactOptional() })
    .meta({ id: 'RefundRequest' }),
  unreferencedRefund
    .omit({ id: true })
    .extend({ type: z.literal('unreferencedRefund') })
    .meta({ id: 'UnreferencedRefundRequest' }),
  cardAcquisition
    .omit({ id: true })
    .extend({ type: z.literal('cardAcquisition') })
    .meta({ id: 'CardAcquisitionRequest' }),
  storedValue
    .omit({ id: true })
    .extend({ type: z.literal('storedValue') })
    .meta({ id: 'StoredValueRequest' }),
  transact
    .omit({ id: true, category: true })
    .extend({ type: z.enum(TRANSACTION_CATEGORIES).describe('a category of the Terminal API') })
    .meta({ id: 'CategoryRequest' }),
]);

export type TransactionBody = z.input<typeof TransactionRequestSchema>;

/**
 * Starts the transaction of a body, or returns the one that has its id.
 *
 * @throws {InputError} as the call of the library
 */
export function beginTransaction(
  engine: GatewayEngine,
  id: string,
  { type, ...request }: TransactionBody,
): ReturnType<GatewayEngine['pay']> {
  const given = { ...request, id } as never; // the engine checks it itself, and throws what is wrong with it
  switch (type) {
    case 'payment':
      return engine.pay(given);
    case 'refund':
      return engine.refund(given);
    case 'unreferencedRefund':
      return engine.unreferencedRefund(given);
    case 'cardAcquisition':
      return engine.acquireCard(given);
    case 'storedValue':
      return engine.storedValue(given);
    default:
      return engine.transact({ ...(given as object), category: type } as never);
  }
}
