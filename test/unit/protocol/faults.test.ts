import { describe, expect, it } from 'vitest';
import type { RetryAdvice } from '../../../protocol/error-conditions.ts';
import {
  adviceAfterFault,
  deliveryOf,
  failure,
  FAULTS,
  type FaultArea,
  type FaultCode,
} from '../../../protocol/faults.ts';

/** What each fault is about and what staff may do next; of those that may have been sent, no other attempt is safe. */
const NOT_SENT: Readonly<Partial<Record<FaultCode, readonly [FaultArea, RetryAdvice]>>> = {
  ERR_LINK_NAME: ['link', 'mayRetry'],
  ERR_LINK_REFUSED: ['link', 'mayRetry'],
  ERR_LINK_UNREACHABLE: ['link', 'mayRetry'],
  ERR_LINK_CONNECT_TIMEOUT: ['link', 'mayRetry'],
  ERR_LINK_CONNECT: ['link', 'mayRetry'],
  ERR_LINK_CANCELLED: ['link', 'mayRetry'],
  ERR_TLS_ROOT: ['tls', 'fixSetup'],
  ERR_TLS_SELF_SIGNED: ['tls', 'fixSetup'],
  ERR_TLS_INTERMEDIATE: ['tls', 'fixSetup'],
  ERR_TLS_EXPIRED: ['tls', 'fixSetup'],
  ERR_TLS_NOT_YET_VALID: ['tls', 'fixSetup'],
  ERR_TLS_CERTIFICATE: ['tls', 'fixSetup'],
  ERR_TLS_PROTOCOL: ['tls', 'fixSetup'],
  ERR_TLS_HANDSHAKE: ['tls', 'fixSetup'],
  ERR_IDENTITY_NAME: ['identity', 'fixSetup'],
  ERR_IDENTITY_ENVIRONMENT: ['identity', 'fixSetup'],
  ERR_IDENTITY_POIID: ['identity', 'fixSetup'],
  ERR_IDENTITY_LEGACY: ['identity', 'fixSetup'],
  ERR_SEAL: ['protection', 'fixSetup'],
  ERR_JOURNAL: ['journal', 'mayRetry'],
  ERR_TERMINAL_OCCUPIED: ['terminal', 'terminalBusy'],
  ERR_TERMINAL_QUEUE_FULL: ['terminal', 'terminalBusy'],
  ERR_TERMINAL_QUEUE_TIMEOUT: ['terminal', 'terminalBusy'],
  ERR_TERMINAL_QUARANTINED: ['terminal', 'terminalBusy'],
  ERR_TERMINAL_UNCONFIGURED: ['terminal', 'fixSetup'],
  ERR_TERMINAL_REMOVED: ['terminal', 'fixSetup'],
  ERR_SEND_TOO_LATE: ['journal', 'mayRetry'],
  ERR_HOST_RESTARTED_UNSENT: ['host', 'mayRetry'],
  ERR_TERMINAL_ELSEWHERE: ['host', 'mayRetry'],
  ERR_OWNERSHIP_LOST: ['host', 'mayRetry'],
  ERR_NOT_CLAIMED: ['host', 'verifyFirst'],
  ERR_INTERNAL_UNSENT: ['internal', 'mayRetry'],
  ERR_WITHDRAWN: ['request', 'mayRetry'],
  ERR_ID_REUSED: ['request', 'fixSetup'],
  ERR_ORIGINAL_UNKNOWN: ['request', 'fixSetup'],
  ERR_REJECTED: ['rejection', 'fixSetup'],
  ERR_REJECTED_FORMAT: ['rejection', 'fixSetup'],
  ERR_REJECTED_JSON: ['rejection', 'fixSetup'],
  ERR_REJECTED_NO_KEY: ['rejection', 'fixSetup'],
  ERR_REJECTED_CRYPTO: ['rejection', 'fixSetup'],
  ERR_REJECTED_UNDELIVERED: ['rejection', 'mayRetry'],
  ERR_NOT_FOUND: ['status', 'mayRetry'],
};
const MAYBE_SENT: Readonly<Partial<Record<FaultCode, FaultArea>>> = {
  ERR_LINK_RESET: 'link',
  ERR_LINK_TIMEOUT: 'link',
  ERR_LINK_ABANDONED: 'link',
  ERR_LINK_HTTP: 'link',
  ERR_LINK_LOST: 'link',
  ERR_HOST_RESTARTED: 'host',
  ERR_JOURNAL_CORRUPT: 'journal',
  ERR_JOURNAL_OVERDUE: 'journal',
  ERR_JOURNAL_FENCED: 'journal',
  ERR_INTERNAL: 'internal',
  ERR_ANSWER_STATUS: 'answer',
  ERR_ANSWER_EMPTY: 'answer',
  ERR_ANSWER_TOO_LARGE: 'answer',
  ERR_ANSWER_MALFORMED: 'answer',
  ERR_ANSWER_CLEAR_TEXT: 'answer',
  ERR_ANSWER_MISMATCH: 'answer',
  ERR_ANSWER_UNDECIDED: 'answer',
  ERR_CRYPTO_KEY_UNKNOWN: 'protection',
  ERR_CRYPTO_OPEN: 'protection',
  ERR_STATUS_BUSY: 'status',
  ERR_STATUS_IN_PROGRESS: 'status',
  ERR_STATUS_NOT_FOUND: 'status',
};
const notSentCodes = Object.keys(NOT_SENT) as FaultCode[];
const maybeSentCodes = Object.keys(MAYBE_SENT) as FaultCode[];

describe('the fault table', () => {
  it('has the rows that are tested here, and no other', () => {
    expect(Object.keys(FAULTS)).toEqual([...notSentCodes, ...maybeSentCodes]);
  });

  it.each(Object.keys(FAULTS) as FaultCode[])('says of %s what happened and what to do', (code) => {
    expect(code).toMatch(/^ERR_[A-Z]+(_[A-Z]+)*$/);
    expect(FAULTS[code].meaning.length).toBeGreaterThan(10);
    expect(FAULTS[code].remedy.length).toBeGreaterThan(5);
  });

  it.each(notSentCodes)('says of %s that nothing was sent, and what staff may do next', (code) => {
    const [area, advice] = NOT_SENT[code] ?? [];
    expect(FAULTS[code]).toMatchObject({ delivery: 'notSent', area, advice });
    expect(deliveryOf(code)).toBe('notSent');
    expect(adviceAfterFault(code)).toBe(advice);
  });

  it.each(maybeSentCodes)('says of %s that it may have been sent, and that another attempt is not safe', (code) => {
    expect(FAULTS[code]).toMatchObject({ delivery: 'maybeSent', area: MAYBE_SENT[code], advice: 'verifyFirst' });
    expect(deliveryOf(code)).toBe('maybeSent');
    expect(adviceAfterFault(code)).toBe('verifyFirst');
  });

  it.each(['ERR_UNHEARD_OF', '', 'toString', '__proto__'])('takes an unlisted code (%j) for maybeSent', (code) => {
    expect(deliveryOf(code)).toBe('maybeSent');
    expect(adviceAfterFault(code)).toBe('verifyFirst');
  });

  it('a failure says what is particular about it', () => {
    expect(failure('ERR_LINK_REFUSED', 'ECONNREFUSED').message).toBe(
      'the terminal refused the connection (ECONNREFUSED)',
    );
  });
});
