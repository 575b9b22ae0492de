import type { AttemptToken, TransactionEventPayload } from '../../machines/index.ts';

/**
 * The event that a command of the transaction ended in, with the attempt that says it where that counts: whether its request left is
 * believed of the attempt with the claim alone.
 *
 * @param next begins the attempt that has the claim of what may be sent after a rejection. Without it that claim is open
 */
export function saidBy(
  attempt: AttemptToken,
  payload: TransactionEventPayload,
  next?: () => AttemptToken,
): TransactionEventPayload {
  if (payload.type === 'link.notSent' || payload.type === 'link.written') return { ...payload, attempt };
  if (payload.type !== 'poi.rejected' || payload.next === undefined || next === undefined) return payload;
  return { ...payload, next: { ...payload.next, attempt: next() } };
}
