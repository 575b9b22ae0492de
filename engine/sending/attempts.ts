import type { Random } from '../../adapters/ports/random.port.ts';
import type { AttemptToken } from '../../machines/index.ts';

/** What came of an attempt to send. */
export type Sending<Result> =
  /** It sends, or another attempt of this process with the claim does: that is the result. */
  | { readonly kind: 'underWay'; readonly result: Promise<Result> }
  /** The attempt with the claim is of this process, had not started, and never will: `link.notSent` with its token is the truth. */
  | { readonly kind: 'fenced' }
  /** Another process has the claim, or this one does not remember: only the terminal knows. */
  | { readonly kind: 'elsewhere' };

/** 72 bits: no two are ever the same. */
const TOKEN_BYTES = 9;

/**
 * The attempts of this process to send requests. Whatever runs a step again (a durable engine after a crash, a message that is delivered
 * twice, a connection that is cut while the step runs) begins an attempt of its own; the transaction grants the claim to one of them; and
 * `send` sees to it that this one alone sends, once.
 *
 * What is not remembered is never taken for "not started": that would be a lie about money.
 */
export class Attempts<Result> {
  readonly #random: Random;
  readonly #process: string;
  readonly #begun = new Map<AttemptToken, Promise<Result> | 'waiting' | 'fenced'>();

  constructor(random: Random) {
    this.#random = random;
    this.#process = this.#draw();
  }

  /** A new attempt: its token has the name of this process, made at its start, and a part of its own. */
  begin(): AttemptToken {
    const attempt = `${this.#process}.${this.#draw()}`;
    this.#begun.set(attempt, 'waiting');
    return attempt;
  }

  /**
   * Sends if `attempt` holds the claim; joins the attempt of this process that does, or fences it when it has not started.
   *
   * @param attempt as `begin` gave it to this very execution
   * @param holder of the claim, as the transaction granted it, in an event that is stored
   * @param post sends the request; called once for each holder, ever
   */
  send(attempt: AttemptToken, holder: AttemptToken | undefined, post: () => Promise<Result>): Sending<Result> {
    const state = holder === undefined ? undefined : this.#begun.get(holder);
    if (holder === undefined || state === undefined) return { kind: 'elsewhere' };
    if (state === 'fenced') return { kind: 'fenced' };
    if (state !== 'waiting') return { kind: 'underWay', result: state };
    if (holder !== attempt) {
      this.#begun.set(holder, 'fenced');
      return { kind: 'fenced' };
    }
    // Noted before it starts: whatever it does, it has started.
    let begin!: (result: Promise<Result>) => void;
    const result = new Promise<Result>((resolve) => (begin = resolve));
    this.#begun.set(holder, result);
    begin((async () => post())());
    return { kind: 'underWay', result };
  }

  /** The transaction is over, or its result is stored. From now on this process knows nothing of the attempt. */
  forget(attempt: AttemptToken): void {
    this.#begun.delete(attempt);
  }

  #draw(): string {
    return Buffer.from(this.#random.bytes(TOKEN_BYTES)).toString('base64url');
  }
}
