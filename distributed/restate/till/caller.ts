import { TerminalError, type Context } from '@restatedev/restate-sdk';
import type { WorkerParts } from 'tenderline/runtime';
import type { Reading } from '../contracts.ts';
import type { TillOptions } from '../worker/worker-options.ts';
import { AT_HEADER, isSigned, SIGNATURE_HEADER, TILL_HEADER } from './signature.ts';

/** How long a call may have been on its way, beside the margin of the clocks. A call that somebody recorded is worth nothing after that. */
const CALL_AGE_MAX_MS = 60_000;

/** The name in which listeners bring notifications. No till may have it. */
export const LISTENER = 'listener';

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

  /** @throws {TerminalError} 401 for everybody who is not a till of this worker, whatever is wrong */
  till(ctx: Context, handler: string): TillOptions {
    const caller = this.#signed(ctx, handler);
    if (caller.name === LISTENER) throw notSigned();
    return caller;
  }

  /** The same of a call that does something each time it comes. @throws {TerminalError} 408 it is too old, and nothing was done: sign it again */
  async tillNow(ctx: Context, handler: string): Promise<TillOptions> {
    const till = this.till(ctx, handler);
    await this.#assertNew(ctx);
    return till;
  }

  /** @throws {TerminalError} as `tillNow`, for everybody but the listener */
  async listenerNow(ctx: Context, handler: string): Promise<void> {
    if (this.#signed(ctx, handler).name !== LISTENER) throw notSigned();
    await this.#assertNew(ctx);
  }

  #signed(ctx: Context, handler: string): TillOptions {
    const { headers, body } = ctx.request();
    const [name = '', at = '', signature = ''] = [TILL_HEADER, AT_HEADER, SIGNATURE_HEADER].map((header) =>
      headers.get(header),
    );
    const caller = this.#byName.get(name);
    if (caller !== undefined && isSigned(caller.secret, handler, at, body, signature)) return caller;
    throw notSigned();
  }

  async #assertNew(ctx: Context): Promise<void> {
    const { atMs } = await ctx.run('now', this.#read);
    const ageMs = atMs - Number(ctx.request().headers.get(AT_HEADER));
    const { clockSkewMaxMs } = this.#parts.options.limits;
    if (ageMs >= -clockSkewMaxMs && ageMs <= CALL_AGE_MAX_MS + clockSkewMaxMs) return;
    throw new TerminalError('the call is too old, or the clocks differ: nothing was done', { errorCode: 408 });
  }
}

function notSigned(): TerminalError {
  return new TerminalError('the call is not signed by a till of this worker', { errorCode: 401 });
}
