import type { FaultCode } from '../protocol/faults.ts';
import { holdsClaim } from './claim.ts';
import { createdAt, elapsedMaxMs } from './clock-reading.ts';
import type { AttemptToken, ClockReading, TransactionContext, TransactionInput } from './transaction.types.ts';

/** Who is about to send. */
export interface Sender {
  /** Its token, made for this very attempt. */
  readonly attempt: AttemptToken;
  /** The one that the transaction granted, in an event that is stored. */
  readonly claim: AttemptToken | undefined;
  /** Whether the terminal still belongs to its engine. */
  readonly owns: boolean;
}

/**
 * Why a request whose first byte has not left must not leave any more; `undefined` while it may. The machine checks this when the
 * intent is stored, the process when that decision is stored, and the transport asks right before the first byte: storing and
 * connecting take time, and a process that was stopped in between wakes up in another world.
 *
 * @param abortRequested the till, or an engine that closes, has withdrawn it
 * @param now by the clock of whoever sends: across clocks with the margin (`clockSkewMaxMs`)
 * @param sender of the last check, right before the first byte
 */
export function whyNotSend(
  input: TransactionInput,
  abortRequested: boolean,
  now: ClockReading,
  sender?: Sender,
): Extract<FaultCode, 'ERR_WITHDRAWN' | 'ERR_SEND_TOO_LATE' | 'ERR_OWNERSHIP_LOST' | 'ERR_NOT_CLAIMED'> | undefined {
  if (abortRequested) return 'ERR_WITHDRAWN';
  if (sender !== undefined) {
    if (!sender.owns) return 'ERR_OWNERSHIP_LOST';
    if (!holdsClaim(sender, sender.attempt)) return 'ERR_NOT_CLAIMED';
  }
  // The shopper has gone: a payment that starts now would meet the next one.
  return elapsedMaxMs(createdAt(input), now, input.limits) > input.limits.sendWithinMs
    ? 'ERR_SEND_TOO_LATE'
    : undefined;
}

/** `whyNotSend` of a transaction as it stands, for a runtime that keeps it: whether this attempt may still send its request. */
export function mayStillSend(
  { input, abortRequested, outcome, claim }: TransactionContext,
  attempt: AttemptToken,
  now: ClockReading,
): boolean {
  return outcome === undefined && whyNotSend(input, abortRequested, now, { attempt, claim, owns: true }) === undefined;
}
