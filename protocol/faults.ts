import type { RetryAdvice } from './error-conditions.ts';
import { FAULTS, type Delivery, type FaultCode } from './fault-table.ts';

export { FAULTS, type Delivery, type FaultArea, type FaultCode } from './fault-table.ts';

/** A fault that happened, as data, for the journal, the machine and the outcome. Never contains a message body or a secret. */
export interface Failure {
  readonly code: FaultCode;
  /** The fault in words, with the details of this one. */
  readonly message: string;
  /** Of `ERR_TERMINAL_ELSEWHERE`, where it is known: the engine that has the terminal, and where it answers. */
  readonly details?: { readonly owner?: string; readonly url?: string };
}

/** A detail may quote text from the wire. */
const DETAIL_LENGTH_MAX = 200;

/**
 * Makes the data of a fault that happened.
 *
 * @param detail the details of this fault: names, numbers, fingerprints; never bodies or secrets. Cut when it is long.
 */
export function failure(code: FaultCode, detail?: string): Failure {
  const { meaning } = FAULTS[code];
  if (detail === undefined) return { code, message: meaning };
  const line = detail.replace(/[\p{Cc}\s]+/gu, ' ');
  const short = line.length > DETAIL_LENGTH_MAX ? `${line.slice(0, DETAIL_LENGTH_MAX)}...` : line;
  return { code, message: `${meaning} (${short})` };
}

/** Whether a request that ended in this fault may have taken effect. Unlisted means maybeSent. */
export function deliveryOf(code: string): Delivery {
  return isListed(code) ? FAULTS[code].delivery : 'maybeSent';
}

/** What staff may do after this fault. Unlisted means that another attempt could charge twice. */
export function adviceAfterFault(code: string): RetryAdvice {
  return isListed(code) ? FAULTS[code].advice : 'verifyFirst';
}

/** A journal may contain a fault that this version does not know. */
function isListed(code: string): code is FaultCode {
  return Object.hasOwn(FAULTS, code);
}
