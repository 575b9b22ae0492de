import { ClosedError } from 'tenderline';
import { ProblemError } from 'tenderline/gateway';
import { RefusedError } from '../till/call.ts';
import type { TillConnection } from '../till/connect-till.ts';

export interface AskOptions {
  /** Default: that of the engine. */
  readonly withinMs?: number;
}

/**
 * Asks the cluster. The connection ends with the call, so that nothing of it goes on behind the back of its caller, unless `keep` is called.
 *
 * @throws {ProblemError} `ERR_GATEWAY_AWAY` when no answer comes in time, or the cluster refuses this till
 * @throws {ClosedError} nothing was asked
 */
export type Ask = <T>(what: (till: TillConnection, keep: () => void) => Promise<T>, options?: AskOptions) => Promise<T>;

/** @param closed ends every call */
export function asking(connect: () => TillConnection, answerWithinMs: number, closed: AbortSignal): Ask {
  return async (what, { withinMs = answerWithinMs } = {}) => {
    if (closed.aborted) throw new ClosedError('the engine');
    const till = connect();
    const end = Promise.withResolvers<never>();
    const timer = setTimeout(() => end.reject(away(`no answer of the cluster within ${withinMs / 1000} s`)), withinMs);
    // It may have been done.
    const close = () => end.reject(away('this server stops'));
    closed.addEventListener('abort', close, { once: true });
    let isKept = false;
    try {
      return await Promise.race([what(till, () => (isKept = true)), end.promise]);
    } catch (error) {
      isKept = false;
      throw error instanceof RefusedError && !isSenseless(error) ? refused(error) : error;
    } finally {
      clearTimeout(timer);
      closed.removeEventListener('abort', close);
      if (!isKept) till.close();
    }
  };
}

/** Whether it is because the name of the till or its secret is wrong. */
export function isUnknownTill(error: unknown): boolean {
  return error instanceof ProblemError && error.cause instanceof RefusedError && error.cause.status === 401;
}

/** What is never cured by repeating it: a mistake in a program. */
function isSenseless({ status }: RefusedError): boolean {
  return status === 400 || status === 413;
}

function refused(error: RefusedError): ProblemError {
  return Object.assign(away(`the cluster refuses this till: ${error.message}`), { cause: error });
}

function away(detail: string): ProblemError {
  const advice = 'whether it was done is not known: repeat the same request';
  return new ProblemError('ERR_GATEWAY_AWAY', { detail, advice, headers: { 'Retry-After': '1' } });
}
