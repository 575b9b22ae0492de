/** The actions of the transaction machine with their params, most of which come from the event. */
import { failure, type Failure, type FaultCode } from '../protocol/faults.ts';
import type { Charged, SettledResult } from '../protocol/outcome.ts';
import type { AttemptToken, Rejection, TransactionContext, UnclearAnswer } from './transaction.types.ts';

export const rememberFailure = {
  type: 'rememberFailure',
  params: ({ event }: { event: { failure: Failure } }) => ({ failure: event.failure }),
} as const;
export const rememberUnanswered = { ...rememberFailure, type: 'rememberUnanswered' } as const;
export const rememberSeen = {
  type: 'rememberSeen',
  params: ({ event }: { event: { seen: boolean } }) => ({ seen: event.seen }),
} as const;
export const rememberUnclear = {
  type: 'rememberUnclear',
  params: ({ event }: { event: UnclearAnswer }) => ({ ...event }),
} as const;
/** Of a check beside the request, which is still awaited: no proof depends on it, and it costs no budget. */
export const rememberCheck = {
  type: 'rememberCheck',
  params: ({ event }: { event: { failure: Failure; seen: boolean } }) => ({ failure: event.failure, seen: event.seen }),
} as const;
export const rememberHostRestart = {
  type: 'rememberHostRestart',
  params: ({ event }: { event: { rebooted: boolean; mayWake?: true } }) => ({
    rebooted: event.rebooted,
    mayWake: event.mayWake === true,
  }),
} as const;
const said = ({ event }: { event: { attempt?: AttemptToken } }) => event;
/** What the event says of the request's way out is said by the attempt that has it in hand. */
export const bySender = { type: 'bySender', params: said } as const;
export const provesUnsent = { type: 'provesUnsent', params: said } as const;
export const rememberClaim = { type: 'rememberClaim', params: said } as const;
const rejection = ({ event }: { event: Rejection }) => event;
export const otherKeyLeft = { type: 'otherKeyLeft', params: rejection } as const;
export const beginNextAttempt = { type: 'beginNextAttempt', params: rejection } as const;
export const settleNotProcessed = {
  type: 'settleNotProcessed',
  params: ({ event }: { event: { failure: Failure } }) => ({ failure: event.failure, recovered: false }),
} as const;
export const settleWithResult = {
  type: 'settleWithResult',
  params: ({ event }: { event: { result: SettledResult; recovered: boolean } }) => ({
    result: event.result,
    recovered: event.recovered,
  }),
} as const;
export const settleWithUnclear = {
  type: 'settleWithResult',
  params: ({ event }: { event: UnclearAnswer }) => ({ result: event.result, recovered: true }),
} as const;
export const settleByOverride = {
  type: 'settleByOverride',
  params: ({ event }: { event: { by: string; reason: string; charged: Charged } }) => ({
    by: event.by,
    reason: event.reason,
    charged: event.charged,
  }),
} as const;
export const armResponse = {
  type: 'armTimer',
  params: ({ context, event }: { context: TransactionContext; event: { atMs: number } }) => ({
    timer: 'response' as const,
    dueAtMs: event.atMs + context.input.limits.responseTimeoutMs,
  }),
} as const;
export const armCheck = {
  type: 'armTimer',
  params: ({ context, event }: { context: TransactionContext; event: { atMs: number } }) => ({
    timer: 'check' as const,
    dueAtMs: context.nextCheckAtMs ?? event.atMs,
  }),
} as const;

/** Settles as not processed, for a reason of the machine's own. */
export const settleAs = (code: FaultCode, recovered = false) =>
  ({ type: 'settleNotProcessed', params: { failure: failure(code), recovered } }) as const;
/** The check beside a request that is awaited reports that it runs, or that the terminal does not know it. */
export const rememberCheckAs = (code: FaultCode, seen: boolean) =>
  ({ type: 'rememberCheck', params: { failure: failure(code), seen } }) as const;
export const rememberNotFoundAsUnanswered = {
  type: 'rememberUnanswered',
  params: { failure: failure('ERR_STATUS_NOT_FOUND') },
} as const;
