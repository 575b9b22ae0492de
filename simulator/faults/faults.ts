/**
 * Everything that can go wrong between till and terminal, as data. A fault concerns one connection or one request; what it
 * means for the money is said beside it, and the ledger tells what really happened. Times are in milliseconds of the
 * simulator's clock.
 */
export type Fault = ConnectionFault | InsteadFault | DeliveryFault | MessageFault;

/** Strikes before the terminal has a request: nothing is processed. What the request would have been is not known yet. */
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
  | { readonly kind: 'httpStatus'; readonly status: number; readonly text?: string; readonly when?: 'before' }
  /** `["Bad JSON:1: unexpected end"]` (reference 1.5 form g). */
  | { readonly kind: 'badJson' }
  /** The wrapper object is said to be missing (form c). */
  | { readonly kind: 'missingWrapper' }
  /** The terminal says it has no key (form d; `wrapped`: form e). */
  | { readonly kind: 'noKey'; readonly wrapped?: boolean }
  /** `Nexo Service: crypto error (3)` (form f). */
  | { readonly kind: 'cryptoError' }
  /** A Reject event (form h). Default text: `Crypto error`. */
  | { readonly kind: 'reject'; readonly text?: string }
  /** An approval in the clear that never happened: what somebody in between could send. */
  | { readonly kind: 'forgedApproval' }
  /** 302 to another path of the same terminal. Default `/nexo/elsewhere`. */
  | { readonly kind: 'redirect'; readonly location?: string }
  /** The MessageFormat failure of a used ServiceID (reference 3.3). */
  | { readonly kind: 'duplicateServiceID' };

/** The request is processed as always, and its answer is lost, late, cut or replaced. */
export type DeliveryFault =
  /** The connection is reset as soon as the request is read (default), or in place of the answer. */
  | { readonly kind: 'dropAfterRead'; readonly when?: 'atOnce' | 'atAnswer' }
  /** The transaction is done, and its answer is this status and a text. */
  | { readonly kind: 'httpStatus'; readonly status: number; readonly text?: string; readonly when: 'after' }
  /** The answer never comes and the connection stays open; with `delayMs` it comes that much later. */
  | { readonly kind: 'stall'; readonly delayMs?: number }
  /** Only so many bytes of the body come, then the connection closes. */
  | { readonly kind: 'truncateBody'; readonly bytes: number }
  | { readonly kind: 'emptyBody' }
  /** Text that is not JSON, with status 200. */
  | { readonly kind: 'notJson' }
  /** A JSON body of at least so many bytes, held in memory. */
  | { readonly kind: 'hugeBody'; readonly bytes: number }
  /** The body comes in pieces. */
  | { readonly kind: 'slowBody'; readonly chunkBytes: number; readonly everyMs: number };

/** The request is processed as always, and its answer comes as a message that is not to be believed. */
export type MessageFault =
  /** The real answer without protection. */
  | { readonly kind: 'clearText' }
  | { readonly kind: 'corruptHmac' }
  /** One bit of the first block of the NexoBlob is flipped. */
  | { readonly kind: 'flipBlob' }
  /** One bit is flipped so that the padding does not hold. */
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
   * `relabelled`: under a clear header that fits the request, so that only the sealed one tells.
   */
  | { readonly kind: 'replayPrevious'; readonly relabelled?: boolean };

export type FaultKind = Fault['kind'];

/** A fault and the requests it is for. */
export type ScriptEntry = Fault & {
  /** Only for requests of this MessageCategory. A connection fault cannot know it, and heeds only its turn. */
  readonly category?: string;
  /** How many requests it strikes. Default 1; `Infinity` for all. */
  readonly times?: number;
};

/** Where in an exchange a fault is asked for: at a new connection, at an HTTP header, at a request that was read. */
export type FaultStage = 'connect' | 'header' | 'request';

/** Chooses faults. Asked once for each stage of each exchange, in the order of arrival. */
export interface FaultSource {
  next(stage: FaultStage, category?: string): Fault | undefined;
}

const STRIKES = {
  refuseConnection: 'connect',
  dropBeforeRead: 'header',
  loseRequest: 'instead',
  httpStatus: 'instead',
  badJson: 'instead',
  missingWrapper: 'instead',
  noKey: 'instead',
  cryptoError: 'instead',
  reject: 'instead',
  forgedApproval: 'instead',
  redirect: 'instead',
  duplicateServiceID: 'instead',
  dropAfterRead: 'delivery',
  stall: 'delivery',
  truncateBody: 'delivery',
  emptyBody: 'delivery',
  notJson: 'delivery',
  hugeBody: 'delivery',
  slowBody: 'delivery',
  clearText: 'message',
  corruptHmac: 'message',
  flipBlob: 'message',
  flipPadding: 'message',
  wrongServiceID: 'message',
  wrongSaleID: 'message',
  wrongPOIID: 'message',
  wrongCategory: 'message',
  headerMismatch: 'message',
  unknownKey: 'message',
  replayPrevious: 'message',
} as const satisfies Record<FaultKind, 'connect' | 'header' | 'instead' | 'delivery' | 'message'>;

/** Every kind of fault, for help texts and tables. */
export const FAULT_KINDS = Object.keys(STRIKES).filter(isFaultKind);

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(STRIKES, text);
}

export function stageOf(kind: FaultKind): FaultStage {
  const at = STRIKES[kind];
  return at === 'connect' || at === 'header' ? at : 'request';
}

/** Whether the fault takes the place of the processing: then nothing can have been charged. */
export function isInstead(fault: Fault): fault is InsteadFault {
  return STRIKES[fault.kind] === 'instead' && !isStatusAfter(fault);
}

export function isDeliveryFault(fault: Fault): fault is DeliveryFault {
  return STRIKES[fault.kind] === 'delivery' || isStatusAfter(fault);
}

export function isMessageFault(fault: Fault): fault is MessageFault {
  return STRIKES[fault.kind] === 'message';
}

/** The one kind that strikes in two places. */
function isStatusAfter(fault: Fault): boolean {
  return fault.kind === 'httpStatus' && fault.when === 'after';
}

/** Faults that are used up in the order they were given. */
export class FaultScript implements FaultSource {
  #entries: { readonly entry: ScriptEntry; left: number }[] = [];

  add(...entries: readonly ScriptEntry[]): void {
    this.#entries.push(...entries.map((entry) => ({ entry, left: entry.times ?? 1 })));
  }

  clear(): void {
    this.#entries = [];
  }

  /** How many strikes are still to come. */
  get left(): number {
    return this.#entries.reduce((sum, { left }) => sum + left, 0);
  }

  next(stage: FaultStage, category?: string): Fault | undefined {
    this.#entries = this.#entries.filter(({ left }) => left > 0);
    // A connection fault waits until everything before it has struck; the others look for the first that is for them.
    const due =
      stage === 'request'
        ? this.#entries.find(({ entry }) => stageOf(entry.kind) === stage && isFor(entry, category))
        : this.#entries.slice(0, 1).find(({ entry }) => stageOf(entry.kind) === stage);
    if (due === undefined) return undefined;
    due.left -= 1;
    return due.entry;
  }
}

function isFor(entry: ScriptEntry, category: string | undefined): boolean {
  return entry.category === undefined || entry.category === category;
}
