/**
 * Everything that can go wrong between till and terminal, as data. A fault concerns one connection or one request. Each kind
 * documents what it means for the money; the ledger records what really happened. Times are in milliseconds of the simulator's
 * clock.
 */
export type Fault = ConnectionFault | InsteadFault | DeliveryFault | MessageFault;

/** Strikes before the terminal has a request: nothing is processed. The request and its category are not known yet. */
export type ConnectionFault =
  /** The TCP connection is reset when it is accepted, before TLS. */
  | { readonly kind: 'refuseConnection' }
  /** The connection is reset when the HTTP header is there, with the body unread. */
  | { readonly kind: 'dropBeforeRead' };

/** The request is read, but the terminal does not process it: no transaction, no memory of it. */
export type InsteadFault =
  /** Read and thrown away; the connection is reset. Looks exactly like `dropAfterRead`, but nothing was charged. */
  | { readonly kind: 'loseRequest' }
  /** An answer with this status and a text. */
  | {
      readonly kind: 'httpStatus';
      readonly status: number;
      readonly text?: string | undefined;
      readonly when?: 'before' | undefined;
    }
  /** `["Bad JSON:1: unexpected end"]` (reference 1.5 form g). */
  | { readonly kind: 'badJson' }
  /** The answer states that the wrapper object is missing (form c). */
  | { readonly kind: 'missingWrapper' }
  /** The answer states that the terminal has no key (form d; `wrapped`: form e). */
  | { readonly kind: 'noKey'; readonly wrapped?: boolean | undefined }
  /** `Nexo Service: crypto error (3)` (form f). */
  | { readonly kind: 'cryptoError' }
  /** A Reject event (form h). Default text: `Crypto error`. */
  | { readonly kind: 'reject'; readonly text?: string | undefined }
  /** An approval in the clear that never happened: what an attacker on the network could send. */
  | { readonly kind: 'forgedApproval' }
  /** 302 to another path of the same terminal. Default `/nexo/elsewhere`. */
  | { readonly kind: 'redirect'; readonly location?: string | undefined }
  /** The MessageFormat failure of a used ServiceID (reference 3.3). */
  | { readonly kind: 'duplicateServiceID' };

/** The request is processed as always, and its answer is lost, late, cut or replaced. */
export type DeliveryFault =
  /** The connection is reset as soon as the request is read (default), or in place of the answer. */
  | { readonly kind: 'dropAfterRead'; readonly when?: 'atOnce' | 'atAnswer' | undefined }
  /** The transaction is done, and its answer is this status and a text. */
  | { readonly kind: 'httpStatus'; readonly status: number; readonly text?: string | undefined; readonly when: 'after' }
  /** The answer never comes and the connection stays open; with `delayMs` it comes that much later. */
  | { readonly kind: 'stall'; readonly delayMs?: number | undefined }
  /** Only so many bytes of the body come, then the connection closes. */
  | { readonly kind: 'truncateBody'; readonly bytes: number }
  | { readonly kind: 'emptyBody' }
  /** Text that is not JSON, with status 200. */
  | { readonly kind: 'notJson' }
  /** A JSON body of at least so many bytes, held in memory. */
  | { readonly kind: 'hugeBody'; readonly bytes: number }
  /** The body comes in pieces. */
  | { readonly kind: 'slowBody'; readonly chunkBytes: number; readonly everyMs: number };

/** The request is processed as always, and its answer comes as a message that must not be accepted, or not as the last word. */
export type MessageFault =
  /**
   * The terminal gave up waiting: a final Failure, sealed properly, whatever became of the transaction. A status check reports that.
   * `listed`: with a condition of the list, and a time-out only in the words.
   */
  | { readonly kind: 'timeOutAnswer'; readonly listed?: boolean }
  /** The real answer without protection. */
  | { readonly kind: 'clearText' }
  | { readonly kind: 'corruptHmac' }
  /** One bit of the first block of the NexoBlob is flipped. */
  | { readonly kind: 'flipBlob' }
  /** One bit is flipped so that the padding is invalid. */
  | { readonly kind: 'flipPadding' }
  /** Both headers name another one, and the message is sealed properly. */
  | { readonly kind: 'wrongServiceID' }
  | { readonly kind: 'wrongSaleID' }
  | { readonly kind: 'wrongPOIID' }
  | { readonly kind: 'wrongCategory' }
  /** The clear header has another SaleID than the sealed one. */
  | { readonly kind: 'headerMismatch' }
  /** Sealed under a key that the client does not have. */
  | { readonly kind: 'unknownKey' }
  /**
   * The previous answer of this terminal once more (of the same category if there is one; without any the body is empty).
   * `relabelled`: under a clear header that fits the request, so that only the sealed header differs.
   */
  | { readonly kind: 'replayPrevious'; readonly relabelled?: boolean | undefined };

/** The name of a simulated fault. */
export type FaultKind = Fault['kind'];
