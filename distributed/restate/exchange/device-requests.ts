import { InputError, type JsonObject, type TerminalRequest } from 'tenderline';
import type { AttemptToken } from 'tenderline/machines';
import { failure, parseSaleID } from 'tenderline/protocol';
import { Attempts, type WorkerParts } from 'tenderline/runtime';
import type { DeviceRequest, Mistaken, Reading } from '../contracts.ts';
import { mistakeOf } from '../till/mistaken.ts';
import { plain } from '../transaction/head.ts';

type Answer = JsonObject | Mistaken;

/** The requests of this process that belong to no transaction, each sent by the attempt that holds its claim and by no other. */
export class DeviceRequests {
  readonly #parts: WorkerParts;
  readonly #read: () => Reading;
  readonly #attempts: Attempts<Answer>;
  readonly #underWay = new Map<AttemptToken, TerminalRequest>();
  readonly #withdrawn = new Set<AttemptToken>();

  constructor(parts: WorkerParts, read: () => Reading) {
    this.#parts = parts;
    this.#read = read;
    this.#attempts = new Attempts(parts.random);
  }

  /** A token for this very execution. */
  begin(): AttemptToken {
    return this.#attempts.begin();
  }

  /** What the terminal answers. Never rejects. Who did not send it says that its answer is lost: it may have been carried out. */
  send(attempt: AttemptToken, holder: AttemptToken, request: DeviceRequest): Promise<Answer> {
    const sending = this.#attempts.send(attempt, holder, () => this.#post(holder, request));
    switch (sending.kind) {
      case 'underWay':
        return sending.result;
      case 'fenced':
        return Promise.resolve(noAnswer('ERR_LINK_CANCELLED'));
      case 'elsewhere':
        return Promise.resolve(noAnswer('ERR_LINK_ABANDONED'));
    }
  }

  /** The till does not want it any more: it is not sent, or the terminal is asked to stop it. */
  withdraw(holder: AttemptToken): void {
    const request = this.#underWay.get(holder);
    // The till can be faster than the step that sends.
    if (request === undefined) this.#withdrawn.add(holder);
    else request.abort().catch(() => {}); // what came of it, the request's own answer says
  }

  forget(...attempts: readonly AttemptToken[]): void {
    for (const attempt of attempts) {
      this.#underWay.delete(attempt);
      this.#withdrawn.delete(attempt);
      this.#attempts.forget(attempt);
    }
  }

  async #post(holder: AttemptToken, { poiid, till, method, args, askedAtMs }: DeviceRequest): Promise<Answer> {
    const terminal = this.#parts.terminal(poiid, parseSaleID(till));
    if (terminal === undefined) return noAnswer('ERR_TERMINAL_REMOVED');
    if (this.#withdrawn.has(holder)) return noAnswer('ERR_WITHDRAWN');
    // It may have waited anywhere on its way, or this process was stopped and woken.
    const { sendWithinMs, clockSkewMaxMs } = this.#parts.options.limits;
    if (this.#read().atMs - askedAtMs > sendWithinMs + clockSkewMaxMs) return noAnswer('ERR_SEND_TOO_LATE');
    try {
      const ask = terminal[method] as (...given: readonly unknown[]) => TerminalRequest;
      // JSON has no `undefined`.
      const request = ask(...args.map((arg) => arg ?? undefined));
      if ('abort' in request) this.#underWay.set(holder, request);
      return plain(await request);
    } catch (error) {
      return error instanceof InputError ? mistakeOf(error) : noAnswer('ERR_INTERNAL');
    }
  }
}

export function noAnswer(code: Parameters<typeof failure>[0]): JsonObject {
  return plain({ kind: 'noAnswer', failure: failure(code) });
}
