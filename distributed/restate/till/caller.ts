import { TerminalError, type Context } from '@restatedev/restate-sdk';
import type { WorkerParts } from 'tenderline/runtime';
import type { Reading } from '../contracts.ts';
import type { TillOptions } from '../worker/worker-options.ts';
import { AT_HEADER, isSigned, SIGNATURE_HEADER, TILL_HEADER } from './signature.ts';

/** How long a call may have been on its way, beside the margin of the clocks. A call that somebody recorded is worth nothing after that. */
const CALL_AGE_MAX_MS = 60_000;

/** The name in which listeners bring notifications. No till may have it. */
export const LISTENER = 'listener';

/** Who calls, as it was when the call came. */
export interface Caller {
  readonly name: string;
  /** The terminals that it may use, or bring news of, by POIID. */
  readonly terminals: readonly string[];
}

/** Who may call: the tills, and the listener. */
export class Callers {
  readonly #byName: ReadonlyMap<string, TillOptions>;
  readonly #parts: WorkerParts;
  readonly #read: () => Reading;

  constructor(
    tills: readonly TillOptions[],
    listenerSecret: string | undefined,
    { parts, read }: { readonly parts: WorkerParts; readonly read: () => Reading },
  ) {
    const listener = listenerSecret === undefined ? [] : [{ name: LISTENER, secret: listenerSecret }];
    this.#byName = new Map([...tills, ...listener].map((caller) => [caller.name, caller]));
    this.#parts = parts;
    this.#read = read;
  }

  /**
   * The till that calls now.
   *
   * @throws {TerminalError} 401 for everybody who is not a till of this worker, whatever is wrong; 408 the call is too old, and nothing was done
   */
  till(ctx: Context, handler: string): Promise<Caller> {
    return this.#caller(ctx, () => this.#signedNow(ctx, handler, (name) => name !== LISTENER));
  }

  /** The same for a request that has its own time, and is refused by that. @throws {TerminalError} 401 */
  tillAtAnyTime(ctx: Context, handler: string): Promise<Caller> {
    return this.#caller(ctx, () => this.#signed(ctx, handler, (name) => name !== LISTENER));
  }

  /** @throws {TerminalError} as `till`, for everybody but the listener */
  listener(ctx: Context, handler: string): Promise<Caller> {
    return this.#caller(ctx, () => this.#signedNow(ctx, handler, (name) => name === LISTENER));
  }

  /** Whether what has that SaleID may be told to a till: it is its own, or of nobody who could be told instead. */
  mayTell(till: string, saleId: unknown): boolean {
    return saleId === till || typeof saleId !== 'string' || !this.#byName.has(saleId);
  }

  /** Found once, and stored: a repetition on a worker with other options goes on as it began. */
  #caller(ctx: Context, find: () => TillOptions): Promise<Caller> {
    return ctx.run('caller', () => {
      const { name, terminals = [...this.#parts.options.terminals.keys()] } = find();
      return { name, terminals };
    });
  }

  #signed(ctx: Context, handler: string, isWanted: (name: string) => boolean): TillOptions {
    const { headers, body } = ctx.request();
    const [name = '', at = '', signature = ''] = [TILL_HEADER, AT_HEADER, SIGNATURE_HEADER].map((header) =>
      headers.get(header),
    );
    const caller = this.#byName.get(name);
    if (caller !== undefined && isSigned(caller.secret, handler, at, body, signature) && isWanted(name)) return caller;
    throw new TerminalError('the call is not signed by a till of this worker', { errorCode: 401 });
  }

  #signedNow(ctx: Context, handler: string, isWanted: (name: string) => boolean): TillOptions {
    const caller = this.#signed(ctx, handler, isWanted);
    const ageMs = this.#read().atMs - Number(ctx.request().headers.get(AT_HEADER));
    const { clockSkewMaxMs } = this.#parts.options.limits;
    if (ageMs >= -clockSkewMaxMs && ageMs <= CALL_AGE_MAX_MS + clockSkewMaxMs) return caller;
    throw new TerminalError('the call is too old, or the clocks differ: nothing was done', { errorCode: 408 });
  }
}
