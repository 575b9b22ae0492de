import type { Failure } from 'tenderline';
import { readingBy, whyNotSend, type AttemptToken, type TransactionEventPayload } from 'tenderline/machines';
import { failure } from 'tenderline/protocol';
import { Attempts, saidBy, type WorkerParts } from 'tenderline/runtime';
import type { Claim, Reading } from '../contracts.ts';

/** The claim of a request, as its transaction granted it. */
export type HeldClaim = Extract<Claim, { readonly kind: 'held' }>;

/** What there is of a request in this process. */
export interface Transmission {
  /** The event that it ends in. */
  readonly result: Promise<TransactionEventPayload>;
  /** Whether its last byte was handed to the network: known at the latest when it ends. */
  readonly written: Promise<boolean>;
}

/** A request that this process sends. */
interface UnderWay {
  readonly written: Promise<boolean>;
  readonly connection: AbortController;
  /** The executions that wait for it: the engine repeats one whose connection is cut. */
  waiting: number;
  alone?: NodeJS.Timeout | undefined;
}

/** So long may the engine take to come back to a request that is under way. Then its connection is reset: see `#leave`. */
const ALONE_MAX_MS = 30_000;

/** The requests of this process, each sent by the attempt that holds its claim and by no other. */
export class Transmissions {
  readonly #parts: WorkerParts;
  readonly #read: () => Reading;
  readonly #attempts: Attempts<TransactionEventPayload>;
  readonly #underWay = new Map<AttemptToken, UnderWay>();
  /** Given up before they began. */
  readonly #abandoned = new Set<AttemptToken>();

  constructor(parts: WorkerParts, read: () => Reading) {
    this.#parts = parts;
    this.#read = read;
    this.#attempts = new Attempts(parts.random);
  }

  /** A token for this very execution. */
  begin(): AttemptToken {
    return this.#attempts.begin();
  }

  /**
   * Sends, joins, fences, or knows nothing of it: `Attempts` decides.
   *
   * @param attempt as `begin` gave it to this execution, not to an earlier one that is repeated
   * @param left fires when the engine is not connected to this execution any more
   */
  send(attempt: AttemptToken, claim: HeldClaim, left: AbortSignal): Transmission {
    const { holder, input } = claim;
    const sending = this.#attempts.send(attempt, holder, () => this.#post(claim));
    if (sending.kind === 'underWay') {
      this.#join(holder, left, input.limits.lingerMaxMs);
      const written = this.#underWay.get(holder)?.written ?? Promise.resolve(false);
      return { result: sending.result, written };
    }
    const event: TransactionEventPayload =
      sending.kind === 'fenced'
        ? saidBy(holder, { type: 'link.notSent', failure: failure('ERR_LINK_CANCELLED') })
        : // Another process has it, or had it. A worker is not on the power of a terminal: that one did not restart with it.
          { type: 'host.restarted', rebooted: false, mayWake: true };
    return { result: Promise.resolve(event), written: Promise.resolve(false) };
  }

  /** The terminal does not know the request: it must not arrive any more. */
  abandon(holder: AttemptToken): void {
    const underWay = this.#underWay.get(holder);
    if (underWay === undefined) this.#abandoned.add(holder);
    else underWay.connection.abort();
  }

  /** Its result is stored, or it never had the claim. */
  forget(attempt: AttemptToken): void {
    clearTimeout(this.#underWay.get(attempt)?.alone);
    this.#underWay.delete(attempt);
    this.#abandoned.delete(attempt);
    this.#attempts.forget(attempt);
  }

  async #post({ holder, input, abortRequested }: HeldClaim): Promise<TransactionEventPayload> {
    const connection = new AbortController();
    if (this.#abandoned.has(holder)) connection.abort();
    let isWritten!: (written: boolean) => void;
    const written = new Promise<boolean>((resolve) => (isWritten = resolve));
    this.#underWay.set(holder, { written, connection, waiting: 0 });
    const { signal } = connection;
    const result = await this.#parts.exchanges
      .transmit(input, {
        signal,
        // Right before the first byte: connecting takes time, and a process can be stopped and woken.
        whyNotSend: () => this.#whyNotSend(input, abortRequested || signal.aborted, holder),
        onWritten: () => isWritten(true),
      })
      .catch((): TransactionEventPayload => ({ type: 'link.lost', failure: failure('ERR_INTERNAL') }));
    isWritten(false);
    return saidBy(holder, result);
  }

  #whyNotSend(input: HeldClaim['input'], isWithdrawn: boolean, holder: AttemptToken): Failure | undefined {
    try {
      const now = readingBy(input, this.#parts.bootId, this.#read());
      const code = whyNotSend(input, isWithdrawn, now, { attempt: holder, claim: holder, owns: true });
      return code && failure(code);
    } catch {
      return failure('ERR_INTERNAL_UNSENT');
    }
  }

  #join(holder: AttemptToken, left: AbortSignal, lingerMaxMs = ALONE_MAX_MS): void {
    const underWay = this.#underWay.get(holder);
    if (underWay === undefined) return;
    clearTimeout(underWay.alone);
    underWay.waiting += 1;
    const leave = () => this.#leave(underWay, Math.min(ALONE_MAX_MS, lingerMaxMs / 2));
    if (left.aborted) leave();
    else left.addEventListener('abort', leave, { once: true });
  }

  /**
   * The engine has lost this execution, and repeats it: here, and then it joins, or in another process, which asks the terminal. From
   * `limits.lingerMaxMs` after that on a NotFound proves that the request never arrived: by then its bytes must not be on their way any more.
   */
  #leave(underWay: UnderWay, afterMs: number): void {
    underWay.waiting -= 1;
    if (underWay.waiting > 0) return;
    underWay.alone = setTimeout(() => underWay.connection.abort(), afterMs);
    underWay.alone.unref();
  }
}
