import type { FaultCode } from '../protocol/faults.ts';
import { createdAt, elapsedMaxMs } from './clock-reading.ts';
import type { ClockReading, TransactionInput } from './transaction.types.ts';

/**
 * Why a request whose first byte has not left must not leave any more; `undefined` while it may. The machine checks this when the
 * intent is stored, the process when that decision is stored, and the transport asks right before the first byte: storing and
 * connecting take time.
 *
 * @param abortRequested the till, or an engine that closes, has withdrawn it
 */
export function whyNotSend(
  input: TransactionInput,
  abortRequested: boolean,
  now: ClockReading,
): Extract<FaultCode, 'ERR_WITHDRAWN' | 'ERR_SEND_TOO_LATE'> | undefined {
  if (abortRequested) return 'ERR_WITHDRAWN';
  // The shopper has gone: a payment that starts now would meet the next one.
  return elapsedMaxMs(createdAt(input), now) > input.limits.sendWithinMs ? 'ERR_SEND_TOO_LATE' : undefined;
}
