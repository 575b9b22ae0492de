import type { RetryAdvice } from './error-conditions.ts';

/**
 * The faults between till and terminal, and what each means for the money: could the request have taken effect?
 *
 * No other table states this. A code that is not listed is `maybeSent`.
 */
export type Delivery =
  /** Nothing of the request can have had an effect: nothing was charged, and a new attempt is safe. */
  | 'notSent'
  /** The request may have taken effect: only the terminal can report that, so its status must be checked. */
  | 'maybeSent';

/** The subject of a fault. */
export type FaultArea =
  /** The network between till and terminal. */
  | 'link'
  | 'tls'
  /** The identity in a certificate. */
  | 'identity'
  /** Keys, sealing and opening. */
  | 'protection'
  | 'journal'
  /** The terminal's application, and its queue. */
  | 'terminal'
  /** The caller's request. */
  | 'request'
  /** The machine that the engine runs on. */
  | 'host'
  /** The terminal refused the request before processing it. */
  | 'rejection'
  /** An answer that cannot be trusted or does not decide. */
  | 'answer'
  /** The terminal's answer to a status check. */
  | 'status'
  /** A bug in the engine. */
  | 'internal';

/** What the table says of one fault. */
export interface FaultRow {
  readonly area: FaultArea;
  readonly delivery: Delivery;
  /** What staff may do next. `verifyFirst` for all that may have been sent: another attempt could charge twice. */
  readonly advice: RetryAdvice;
  /** What happened, for a person. */
  readonly meaning: string;
  /** How to remove the cause, for the person at the till or the one who set it up. */
  readonly remedy: string;
}

type Texts = readonly [meaning: string, remedy: string];
type Rows<Code extends string> = Readonly<Record<Code, FaultRow>>;

function notSent<Code extends string>(area: FaultArea, advice: RetryAdvice, texts: Record<Code, Texts>): Rows<Code> {
  return rowsOf({ area, delivery: 'notSent', advice }, texts);
}

function maybeSent<Code extends string>(area: FaultArea, texts: Record<Code, Texts>): Rows<Code> {
  return rowsOf({ area, delivery: 'maybeSent', advice: 'verifyFirst' }, texts);
}

function rowsOf<Code extends string>(
  common: Pick<FaultRow, 'area' | 'delivery' | 'advice'>,
  texts: Record<Code, Texts>,
): Rows<Code> {
  const entries = Object.entries<Texts>(texts);
  const rows = entries.map(([code, [meaning, remedy]]): [string, FaultRow] => [code, { ...common, meaning, remedy }]);
  return Object.fromEntries(rows) as Rows<Code>;
}

const CHECK_NETWORK = 'check that the terminal is on, its address, and the network between';
const CHECK_ROOT = 'check the environment (test or live) and the address; `tenderline certs` shows the root in use';
const REPORT_BUG = 'report this: it is a bug';
const ASKS_ITSELF = 'wait: the terminal is asked for the status of the transaction';

/** Every fault by its code: what happened, whether the request may have taken effect, and what to do. */
export const FAULTS = {
  // Before the first byte of the request: name, connection, TLS, certificate.
  ...notSent('link', 'mayRetry', {
    ERR_LINK_NAME: ['the host name of the terminal cannot be resolved', CHECK_NETWORK],
    ERR_LINK_REFUSED: ['the terminal refused the connection', CHECK_NETWORK],
    ERR_LINK_UNREACHABLE: ['there is no route to the terminal', CHECK_NETWORK],
    ERR_LINK_CONNECT_TIMEOUT: ['the terminal did not take the connection in time', CHECK_NETWORK],
    ERR_LINK_CONNECT: ['the connection to the terminal failed before anything was sent', CHECK_NETWORK],
    ERR_LINK_CANCELLED: ['the request was given up before anything was sent', 'start again'],
  }),
  ...notSent('tls', 'fixSetup', {
    ERR_TLS_ROOT: ['the certificate does not chain to the fleet root of the environment', CHECK_ROOT],
    ERR_TLS_SELF_SIGNED: ['the certificate is self-signed, not issued by the terminal fleet', CHECK_ROOT],
    ERR_TLS_INTERMEDIATE: [
      'the certificate chain is incomplete: the intermediate certificate is missing',
      'restart the terminal, or update its software',
    ],
    ERR_TLS_EXPIRED: [
      'a certificate of the terminal has expired',
      'check the clock of this machine; update the terminal',
    ],
    ERR_TLS_NOT_YET_VALID: ['a certificate of the terminal is not valid yet', 'check the clock of this machine'],
    ERR_TLS_CERTIFICATE: ['the certificate of the terminal was refused', CHECK_ROOT],
    ERR_TLS_PROTOCOL: ['the terminal speaks no TLS version from 1.2', 'update the software of the terminal'],
    ERR_TLS_HANDSHAKE: ['the TLS handshake failed', 'check that the address is that of a terminal, port 8443'],
  }),
  ...notSent('identity', 'fixSetup', {
    ERR_IDENTITY_NAME: ['the certificate is not that of an Adyen terminal', CHECK_ROOT],
    ERR_IDENTITY_ENVIRONMENT: ['the certificate belongs to a terminal of the other environment', CHECK_ROOT],
    ERR_IDENTITY_POIID: ['another terminal answers at this address', 'check the address of the terminal'],
    ERR_IDENTITY_LEGACY: [
      'the terminal shows the legacy certificate, which does not say which terminal it is',
      'update the terminal, or set allowLegacyCertificate for it',
    ],
  }),
  ...notSent('protection', 'fixSetup', {
    ERR_SEAL: ['the request could not be protected', REPORT_BUG],
  }),
  ...notSent('journal', 'mayRetry', {
    ERR_JOURNAL: ['the intent could not be stored, so nothing was sent', 'check the disk of this machine'],
  }),

  // Ended on our side, before anything was sent.
  ...notSent('terminal', 'terminalBusy', {
    ERR_TERMINAL_OCCUPIED: ['another transaction runs on the terminal', 'wait for it, or queue this one'],
    ERR_TERMINAL_QUEUE_FULL: ['too many transactions wait for the terminal', 'wait, or use another terminal'],
    ERR_TERMINAL_QUEUE_TIMEOUT: ['the terminal did not become free in time', 'start again, or use another terminal'],
    ERR_TERMINAL_QUARANTINED: [
      'the outcome of another transaction on the terminal is unknown: a new one could charge twice',
      'wait until it is settled, or look at the terminal and override it',
    ],
  }),
  ...notSent('terminal', 'fixSetup', {
    ERR_TERMINAL_UNCONFIGURED: ['the terminal is not one of this engine', 'add it to terminals'],
    ERR_TERMINAL_REMOVED: ['the terminal is being removed from this engine', 'use another terminal, or add it again'],
  }),
  ...notSent('journal', 'mayRetry', {
    ERR_SEND_TOO_LATE: [
      'storing the intent or connecting took so long that it was not sent any more',
      'check the disk of this machine and the network to the terminal; start again',
    ],
  }),
  ...notSent('host', 'mayRetry', {
    ERR_HOST_RESTARTED_UNSENT: ['this machine stopped before the request was sent', 'start again'],
  }),
  ...notSent('host', 'mayRetry', {
    ERR_TERMINAL_ELSEWHERE: ['the terminal belongs to another engine, or to none', 'send it there, with the same id'],
    ERR_OWNERSHIP_LOST: [
      'the terminal went over to another engine before the request was sent',
      'send it to the engine that has the terminal, with the same id',
    ],
  }),
  ...notSent('host', 'verifyFirst', {
    ERR_NOT_CLAIMED: [
      'another attempt has the right to send the request, so this one sent nothing',
      'wait for the outcome: that attempt may have sent it',
    ],
  }),
  ...notSent('internal', 'mayRetry', {
    ERR_INTERNAL_UNSENT: ['an unforeseen failure inside the engine, before anything was sent', REPORT_BUG],
  }),
  ...notSent('request', 'mayRetry', {
    ERR_WITHDRAWN: ['the transaction was withdrawn before it was sent', 'start again'],
  }),
  ...notSent('request', 'fixSetup', {
    ERR_ID_REUSED: ['the id belongs to another request', 'give a new attempt a new id'],
    ERR_ORIGINAL_UNKNOWN: [
      'the payment to refund is not known here, or has no POITransactionID',
      'give the POITransactionID of the payment',
    ],
  }),

  // The terminal reported that it did not process the request (reference 1.5, forms c to h).
  ...notSent('rejection', 'fixSetup', {
    ERR_REJECTED: [
      'the terminal rejected the request, and a check of it, in the same words',
      'read what the terminal says; tell whoever set this up',
    ],
    ERR_REJECTED_FORMAT: ['the terminal could not read the request and did not process it', REPORT_BUG],
    ERR_REJECTED_JSON: ['the terminal could not read the request as JSON and did not process it', REPORT_BUG],
    ERR_REJECTED_NO_KEY: [
      'the terminal has no shared key and did not process the request',
      'set the key for the terminal, then let it update its configuration',
    ],
    ERR_REJECTED_CRYPTO: [
      'the terminal could not open the request and did not process it: key identifier, version or passphrase differ',
      'compare the shared key on both sides, then let the terminal update its configuration',
    ],
  }),
  ...notSent('rejection', 'mayRetry', {
    ERR_REJECTED_UNDELIVERED: ['the terminal reports that the request was never delivered to it', CHECK_NETWORK],
  }),
  ...notSent('status', 'mayRetry', {
    ERR_NOT_FOUND: ['the terminal was asked twice and does not know the request: it never arrived', 'start again'],
  }),

  // After the first byte: the answer is lost.
  ...maybeSent('link', {
    ERR_LINK_RESET: ['the connection broke while the answer was awaited', ASKS_ITSELF],
    ERR_LINK_TIMEOUT: ['the terminal did not answer in time', ASKS_ITSELF],
    ERR_LINK_ABANDONED: ['the connection was given up while the answer was awaited', ASKS_ITSELF],
    ERR_LINK_HTTP: ['the answer is not valid HTTP', ASKS_ITSELF],
    ERR_LINK_LOST: ['the connection failed in a way that is not known', ASKS_ITSELF],
  }),
  ...maybeSent('host', {
    ERR_HOST_RESTARTED: ['this machine stopped while the transaction was open', ASKS_ITSELF],
  }),
  ...maybeSent('journal', {
    ERR_JOURNAL_CORRUPT: [
      'the records of the transaction are damaged: it is not known what became of it',
      'look at the terminal and in the Customer Area, then override it',
    ],
    ERR_JOURNAL_OVERDUE: [
      'the journal does not take or give what it should: what happened is known once it does',
      'check the disk of this machine',
    ],
    ERR_JOURNAL_FENCED: ['another engine has the terminal now, and finds out what happened', 'look at that engine'],
  }),
  ...maybeSent('internal', {
    ERR_INTERNAL: ['an unforeseen failure inside the engine', REPORT_BUG],
  }),

  // An answer came that is not valid or does not decide.
  ...maybeSent('answer', {
    ERR_ANSWER_STATUS: ['the terminal answered with an HTTP status that decides nothing', ASKS_ITSELF],
    ERR_ANSWER_EMPTY: ['the answer is empty', ASKS_ITSELF],
    ERR_ANSWER_TOO_LARGE: ['the answer is larger than any answer of a terminal', ASKS_ITSELF],
    ERR_ANSWER_MALFORMED: ['the answer is not a Terminal API message', ASKS_ITSELF],
    ERR_ANSWER_CLEAR_TEXT: ['the answer is not protected, so it counts for nothing', ASKS_ITSELF],
    ERR_ANSWER_MISMATCH: ['the answer is not the answer to this request', ASKS_ITSELF],
    ERR_ANSWER_UNDECIDED: ['the answer does not say what became of the transaction', ASKS_ITSELF],
  }),
  ...maybeSent('protection', {
    ERR_CRYPTO_KEY_UNKNOWN: [
      'the answer is protected with a key that is not in the key ring',
      'add the key to sharedKeys; the terminal is asked again meanwhile',
    ],
    ERR_CRYPTO_OPEN: [
      'the answer cannot be opened: it was sealed with another key, or changed on the way',
      'compare the passphrase on both sides; the terminal is asked again meanwhile',
    ],
  }),
  ...maybeSent('status', {
    ERR_STATUS_BUSY: ['the terminal is busy with this very transaction', ASKS_ITSELF],
    ERR_STATUS_IN_PROGRESS: ['the transaction is still in progress on the terminal', ASKS_ITSELF],
    ERR_STATUS_NOT_FOUND: [
      'the terminal does not know the request, and may have forgotten it',
      'look at the terminal and in the Customer Area; then override',
    ],
  }),
};

/** The code of a fault. */
export type FaultCode = keyof typeof FAULTS;
