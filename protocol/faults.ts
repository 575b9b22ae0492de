/**
 * What can go wrong between till and terminal, and what each fault says about the money: could the request have taken effect?
 *
 * This table is the one statement of it. A code that is not listed is `maybeSent`.
 */
export type Delivery =
  /** Nothing of the request can have had an effect: nothing was charged, and a new attempt is safe. */
  | 'notSent'
  /** The request may have taken effect: only the terminal knows, and it has to be asked. */
  | 'maybeSent';

interface FaultRow {
  readonly delivery: Delivery;
  /** What happened, for a person. */
  readonly meaning: string;
  /** What to do about it, for the person at the till or the one who set it up. */
  readonly advice: string;
}

const notSent = (meaning: string, advice: string): FaultRow => ({ delivery: 'notSent', meaning, advice });
const maybeSent = (meaning: string, advice: string): FaultRow => ({ delivery: 'maybeSent', meaning, advice });

const CHECK_NETWORK = 'check that the terminal is on, its address, and the network between';
const CHECK_ROOT = 'check the environment (test or live) and the address; `tenderline certs` shows the root in use';
const REPORT_BUG = 'report this: it is a bug';
const ASKS_ITSELF = 'wait: the terminal is asked for the status of the transaction';

export const FAULTS = {
  // Before the first byte of the request: name, connection, TLS, certificate.
  ERR_LINK_NAME: notSent('the host name of the terminal cannot be resolved', CHECK_NETWORK),
  ERR_LINK_REFUSED: notSent('the terminal refused the connection', CHECK_NETWORK),
  ERR_LINK_UNREACHABLE: notSent('there is no route to the terminal', CHECK_NETWORK),
  ERR_LINK_CONNECT_TIMEOUT: notSent('the terminal did not take the connection in time', CHECK_NETWORK),
  ERR_LINK_CONNECT: notSent('the connection to the terminal failed before anything was sent', CHECK_NETWORK),
  ERR_LINK_CANCELLED: notSent('the request was given up before anything was sent', 'start again'),
  ERR_TLS_ROOT: notSent('the certificate does not chain to the fleet root of the environment', CHECK_ROOT),
  ERR_TLS_SELF_SIGNED: notSent('the certificate is self-signed, not issued by the terminal fleet', CHECK_ROOT),
  ERR_TLS_INTERMEDIATE: notSent(
    'the certificate chain is incomplete: the intermediate certificate is missing',
    'restart the terminal, or update its software',
  ),
  ERR_TLS_EXPIRED: notSent(
    'a certificate of the terminal has expired',
    'check the clock of this machine; update the terminal',
  ),
  ERR_TLS_NOT_YET_VALID: notSent('a certificate of the terminal is not valid yet', 'check the clock of this machine'),
  ERR_TLS_CERTIFICATE: notSent('the certificate of the terminal was refused', CHECK_ROOT),
  ERR_TLS_PROTOCOL: notSent('the terminal speaks no TLS version from 1.2', 'update the software of the terminal'),
  ERR_TLS_HANDSHAKE: notSent('the TLS handshake failed', 'check that the address is that of a terminal, port 8443'),
  ERR_IDENTITY_NAME: notSent('the certificate is not that of an Adyen terminal', CHECK_ROOT),
  ERR_IDENTITY_ENVIRONMENT: notSent('the certificate belongs to a terminal of the other environment', CHECK_ROOT),
  ERR_IDENTITY_POIID: notSent('another terminal answers at this address', 'check the address of the terminal'),
  ERR_IDENTITY_LEGACY: notSent(
    'the terminal shows the legacy certificate, which does not say which terminal it is',
    'update the terminal, or set allowLegacyCertificate for it',
  ),
  ERR_SEAL: notSent('the request could not be protected', REPORT_BUG),
  ERR_JOURNAL: notSent('the intent could not be stored, so nothing was sent', 'check the disk of this machine'),

  // Refused on our side: nothing was stored or sent.
  ERR_TERMINAL_OCCUPIED: notSent('another transaction runs on the terminal', 'wait for it, or queue this one'),
  ERR_TERMINAL_QUEUE_FULL: notSent('too many transactions wait for the terminal', 'wait, or use another terminal'),
  ERR_TERMINAL_QUEUE_TIMEOUT: notSent(
    'the terminal did not become free in time',
    'start again, or use another terminal',
  ),
  ERR_TERMINAL_QUARANTINED: notSent(
    'the outcome of another transaction on the terminal is unknown: a new one could charge twice',
    'wait until it is settled, or look at the terminal and override it',
  ),
  ERR_TERMINAL_UNCONFIGURED: notSent('the terminal is not one of this engine', 'add it to terminals'),
  ERR_SEND_TOO_LATE: notSent(
    'storing the intent took so long that it was not sent any more',
    'check the disk of this machine; start again',
  ),
  ERR_HOST_RESTARTED_UNSENT: notSent('this machine stopped before the request was sent', 'start again'),
  ERR_INTERNAL_UNSENT: notSent('an unforeseen failure inside the engine, before anything was sent', REPORT_BUG),
  ERR_WITHDRAWN: notSent('the transaction was withdrawn before it was sent', 'start again'),
  ERR_ID_REUSED: notSent('the id belongs to another request', 'give a new attempt a new id'),
  ERR_ORIGINAL_UNKNOWN: notSent(
    'the payment to refund is not known here, or has no POITransactionID',
    'give the POITransactionID of the payment',
  ),

  // The terminal said that it did not process the request (reference 1.5, forms c to h).
  ERR_REJECTED_FORMAT: notSent('the terminal could not read the request and did not process it', REPORT_BUG),
  ERR_REJECTED_JSON: notSent('the terminal could not read the request as JSON and did not process it', REPORT_BUG),
  ERR_REJECTED_NO_KEY: notSent(
    'the terminal has no shared key and did not process the request',
    'set the key for the terminal, then let it update its configuration',
  ),
  ERR_REJECTED_CRYPTO: notSent(
    'the terminal could not open the request and did not process it: key identifier, version or passphrase differ',
    'compare the shared key on both sides, then let the terminal update its configuration',
  ),
  ERR_REJECTED_UNDELIVERED: notSent('the terminal reports that the request was never delivered to it', CHECK_NETWORK),
  ERR_NOT_FOUND: notSent('the terminal was asked twice and does not know the request: it never arrived', 'start again'),

  // After the first byte: the answer is lost.
  ERR_LINK_RESET: maybeSent('the connection broke while the answer was awaited', ASKS_ITSELF),
  ERR_LINK_TIMEOUT: maybeSent('the terminal did not answer in time', ASKS_ITSELF),
  ERR_LINK_ABANDONED: maybeSent('the connection was given up while the answer was awaited', ASKS_ITSELF),
  ERR_LINK_HTTP: maybeSent('the answer is not valid HTTP', ASKS_ITSELF),
  ERR_LINK_LOST: maybeSent('the connection failed in a way that is not known', ASKS_ITSELF),
  ERR_HOST_RESTARTED: maybeSent('this machine stopped while the transaction was open', ASKS_ITSELF),

  ERR_INTERNAL: maybeSent('an unforeseen failure inside the engine', REPORT_BUG),

  // An answer came, and it cannot be trusted or does not decide.
  ERR_ANSWER_STATUS: maybeSent('the terminal answered with an HTTP status that decides nothing', ASKS_ITSELF),
  ERR_ANSWER_EMPTY: maybeSent('the answer is empty', ASKS_ITSELF),
  ERR_ANSWER_TOO_LARGE: maybeSent('the answer is larger than any answer of a terminal', ASKS_ITSELF),
  ERR_ANSWER_MALFORMED: maybeSent('the answer is not a Terminal API message', ASKS_ITSELF),
  ERR_ANSWER_CLEAR_TEXT: maybeSent('the answer is not protected, so it counts for nothing', ASKS_ITSELF),
  ERR_ANSWER_MISMATCH: maybeSent('the answer is not the answer to this request', ASKS_ITSELF),
  ERR_ANSWER_UNDECIDED: maybeSent('the answer does not say what became of the transaction', ASKS_ITSELF),
  ERR_CRYPTO_KEY_UNKNOWN: maybeSent(
    'the answer is protected with a key that is not in the key ring',
    'add the key to sharedKeys; the terminal is asked again meanwhile',
  ),
  ERR_CRYPTO_OPEN: maybeSent(
    'the answer cannot be opened: it was sealed with another key, or changed on the way',
    'compare the passphrase on both sides; the terminal is asked again meanwhile',
  ),
  ERR_STATUS_BUSY: maybeSent('the terminal is busy with this very transaction', ASKS_ITSELF),
  ERR_STATUS_IN_PROGRESS: maybeSent('the transaction is still in progress on the terminal', ASKS_ITSELF),
  ERR_STATUS_NOT_FOUND: maybeSent(
    'the terminal does not know the request, and may have forgotten it',
    'look at the terminal and in the Customer Area; then override',
  ),
} as const satisfies Record<string, FaultRow>;

export type FaultCode = keyof typeof FAULTS;

/** A fault that happened, as data: what the journal, the machine and the outcome carry. Never holds a message body or a secret. */
export interface Failure {
  readonly code: FaultCode;
  /** The fault in words, with what is particular about this one. */
  readonly message: string;
}

/** Some of what a detail quotes comes from the wire. */
const DETAIL_LENGTH_MAX = 200;

/** @param detail what is particular about this one: names, numbers, fingerprints; never bodies or secrets. Cut when it is long. */
export function failure(code: FaultCode, detail?: string): Failure {
  const { meaning } = FAULTS[code];
  if (detail === undefined) return { code, message: meaning };
  const line = detail.replace(/[\p{Cc}\s]+/gu, ' ');
  const short = line.length > DETAIL_LENGTH_MAX ? `${line.slice(0, DETAIL_LENGTH_MAX)}...` : line;
  return { code, message: `${meaning} (${short})` };
}

/** Whether a request that ended in this fault may have taken effect. Unlisted means maybeSent. */
export function deliveryOf(code: string): Delivery {
  return Object.hasOwn(FAULTS, code) ? FAULTS[code as FaultCode].delivery : 'maybeSent';
}
