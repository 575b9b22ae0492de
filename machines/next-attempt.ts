import { isSameKey } from '../protocol/key-name.ts';
import type { ServiceID } from '../protocol/ids.ts';
import { whyNotSend } from './send-decision.ts';
import type { ClockReading, Rejection, TransactionContext, TransactionInput } from './transaction.types.ts';

/**
 * Whether the request may leave once more, under another key and with another ServiceID: the terminal certainly did not process it,
 * because it could not open it (reference 2.1); no other answer of it was ever received; and the shopper still waits. Each key is tried
 * once, and each ServiceID is used once. Anything else that is rejected ends.
 *
 * @param now when the rejection is processed
 */
export function mayTryNext(context: TransactionContext, rejection: Rejection, now: ClockReading): boolean {
  const { input, seenByTerminal, unclear, abortRequested } = context;
  const { failure, key, next } = rejection;
  if (failure.code !== 'ERR_REJECTED_CRYPTO' || key === undefined || next === undefined) return false;
  if (seenByTerminal || unclear !== undefined) return false;
  if (input.attempt !== undefined && !isSameKey(input.attempt.key, key)) return false;
  const { attempt = { rejected: [] } } = nextInput(input, { key, next });
  const isNewKey = attempt.rejected.every((earlier) => !isSameKey(earlier.key, next.key));
  const isNewId = attempt.rejected.every((earlier) => earlier.ServiceID !== next.ServiceID);
  return isNewKey && isNewId && whyNotSend(input, abortRequested, now) === undefined;
}

/** What is sent next: the same request, as another attempt. */
export function nextInput(
  input: TransactionInput,
  { key, next }: Pick<Required<Rejection>, 'key' | 'next'>,
): TransactionInput {
  const rejected = [...(input.attempt?.rejected ?? []), { ServiceID: input.ServiceID, key }];
  return { ...input, ServiceID: next.ServiceID, attempt: { key: next.key, rejected } };
}

/** Every ServiceID under which the request was sent, the current one last. */
export function serviceIdsOf({ ServiceID: current, attempt }: TransactionInput): readonly ServiceID[] {
  return [...(attempt?.rejected ?? []).map(({ ServiceID }) => ServiceID), current];
}
