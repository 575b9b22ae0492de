import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type {
  ClockReading,
  TimerName,
  TransactionCommand,
  TransactionEventPayload,
  TransactionInput,
} from '../../machines/index.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import { describeError, detached } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { Timers } from '../runtime/timers.ts';
import type { EventReceiver } from './transaction-entry.ts';
import type { TransactionExchanges } from './transaction-exchanges.ts';

type Request = 'transmission' | 'abort' | 'status';

/** Carries out the commands of one transaction; each result is sent to the transaction as an event. */
export class CommandExecutor {
  readonly #clock: Clock;
  readonly #exchanges: TransactionExchanges;
  readonly #receiver: EventReceiver;
  readonly #timers: Timers<TimerName>;
  readonly #log: Logger;
  /** Each request that is under way: a controller of all together, and signals that follow it, would be as large as the rest of a payment. */
  readonly #underWay = new Map<Request, AbortController>();
  #isStopped = false;
  #maySent = false;
  #mayHaveLeft = false;
  #isWithdrawn = false;

  constructor(
    deps: { readonly clock: Clock; readonly exchanges: TransactionExchanges; readonly log: Logger },
    receiver: EventReceiver,
  ) {
    this.#log = deps.log;
    this.#clock = deps.clock;
    this.#exchanges = deps.exchanges;
    this.#timers = new Timers(deps.clock);
    this.#receiver = receiver;
  }

  /** Whether this process may have sent a byte of the request. */
  get maySent(): boolean {
    return this.#maySent;
  }

  /**
   * @param input as the machine has it: of the attempt that is under way
   * @param since when the command was issued: storing its event may have taken long
   */
  execute(command: TransactionCommand, input: TransactionInput, since: ClockReading): void {
    switch (command.type) {
      case 'armTimer': {
        const { timer, dueAtMs } = command.params;
        // Not compared with `clock.now()`: the wall clock may have been set since, and a wait would become an hour.
        const leftMs = dueAtMs - since.atMs - (this.#clock.upMs() - since.upMs);
        return this.#timers.arm(timer, leftMs, () => this.#receiver.send({ type: `timer.${timer}` }));
      }
      case 'transmit':
        return this.#transmit(input);
      case 'abandonTransmission':
        return this.#underWay.get('transmission')?.abort();
      case 'transmitAbort':
        // Its answer proves nothing, and its failure is in the log: the effect is in the transaction's own answer.
        return void this.#once('abort', (signal) => this.#exchanges.transmitAbort(input, signal))?.catch(() => {});
      case 'askStatus': {
        const asked = this.#once('status', (signal) => this.#exchanges.askStatus(input, signal));
        const otherwise = { type: 'status.unanswered', failure: failure('ERR_INTERNAL'), seen: false } as const;
        return asked && this.#sendResult(asked, otherwise);
      }
    }
  }

  /** Gives the connection of the request up, unless its first byte may have left. */
  withdraw(): void {
    if (this.#mayHaveLeft) return;
    this.#isWithdrawn = true;
    this.#underWay.get('transmission')?.abort();
  }

  /** @param awaitAnswer the request's own answer may still come, and is needed */
  settle({ awaitAnswer }: { readonly awaitAnswer: boolean }): void {
    this.#timers.disarmAll();
    if (awaitAnswer) return;
    this.#isStopped = true;
    for (const controller of this.#underWay.values()) controller.abort();
  }

  /** Cancels everything that is under way. */
  stop(): void {
    this.settle({ awaitAnswer: false });
  }

  #transmit(input: TransactionInput): void {
    this.#maySent = true;
    // Another attempt is a request of its own: until its first byte it can be withdrawn, as the first one could.
    this.#mayHaveLeft = false;
    const result = this.#underWayAs('transmission', (signal) =>
      this.#exchanges.transmit(input, {
        signal,
        whyNotSend: () => this.#whyNotSend(),
        onWritten: () => {
          this.#mayHaveLeft = true;
          this.#receiver.send({ type: 'link.written' });
        },
      }),
    );
    const named = result.then((payload) => this.#named(payload));
    this.#sendResult(named, { type: 'link.lost', failure: failure('ERR_INTERNAL') });
  }

  /** Right before the first byte: from here on the request counts as sent, or it is not sent at all. */
  #whyNotSend(): Failure | undefined {
    try {
      const reason = this.#receiver.whyNotSend();
      if (reason !== undefined) return failure(reason);
      this.#mayHaveLeft = true;
      return undefined;
    } catch (error) {
      logEvent(this.#log, 'transaction.notDecided', { error: describeError(error) });
      return failure('ERR_INTERNAL_UNSENT');
    }
  }

  /** A connection that was given up because the till withdrew: the result says so. */
  #named(payload: TransactionEventPayload): TransactionEventPayload {
    const isOurs = payload.type === 'link.notSent' && payload.failure.code === 'ERR_LINK_CANCELLED';
    return this.#isWithdrawn && isOurs ? { ...payload, failure: failure('ERR_WITHDRAWN') } : payload;
  }

  /** One request of a kind at a time: `undefined` while one is under way, whose answer is that to the others. */
  #once<T>(kind: 'abort' | 'status', request: (signal: AbortSignal) => Promise<T>): Promise<T> | undefined {
    return this.#underWay.has(kind) ? undefined : this.#underWayAs(kind, request);
  }

  #underWayAs<T>(kind: Request, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    if (this.#isStopped) controller.abort();
    this.#underWay.set(kind, controller);
    return request(controller.signal).finally(() => {
      if (this.#underWay.get(kind) === controller) this.#underWay.delete(kind);
    });
  }

  #sendResult(result: Promise<TransactionEventPayload>, otherwise: TransactionEventPayload): void {
    const sent = result.catch(() => otherwise).then((payload) => this.#receiver.send(payload));
    detached(this.#log, 'the result of a command', sent);
  }
}
