import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Preconnection } from '../../adapters/ports/transport.port.ts';
import type {
  AttemptToken,
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
import type { Attempts } from '../sending/attempts.ts';
import { saidBy } from '../sending/said-by.ts';
import type { EventReceiver } from './transaction-entry.ts';
import type { TransactionExchanges, TransmitOptions } from './transaction-exchanges.ts';

/** What is sent, and the attempt that has the claim of it. */
export interface RequestOfAttempt {
  readonly input: TransactionInput;
  readonly attempt: AttemptToken;
}

type Request = 'transmission' | 'abort' | 'status';

/** Carries out the commands of one transaction; each result is sent to the transaction as an event. */
export class CommandExecutor {
  readonly #clock: Clock;
  readonly #exchanges: TransactionExchanges;
  readonly #attempts: Attempts<TransactionEventPayload>;
  readonly #receiver: EventReceiver;
  readonly #timers: Timers<TimerName>;
  readonly #log: Logger;
  /** Each request that is under way: a controller of all together, and signals that follow it, would be as large as the rest of a payment. */
  readonly #underWay = new Map<Request, AbortController>();
  #isStopped = false;
  #maySent = false;
  /** The attempt that has the claim of what may be sent after a rejection. */
  #next: AttemptToken | undefined;
  #mayHaveLeft = false;
  #isWithdrawn = false;
  /** For the first attempt. */
  #connection: Preconnection | undefined;

  constructor(
    deps: {
      readonly clock: Clock;
      readonly exchanges: TransactionExchanges;
      readonly attempts: Attempts<TransactionEventPayload>;
      readonly log: Logger;
    },
    receiver: EventReceiver,
  ) {
    this.#attempts = deps.attempts;
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
   * @param sending as the machine has it: the request, and the attempt that has the claim of it
   * @param since when the command was issued: storing its event may have taken long
   */
  execute(command: TransactionCommand, sending: RequestOfAttempt, since: ClockReading): void {
    const { input } = sending;
    switch (command.type) {
      case 'armTimer': {
        const { timer, dueAtMs } = command.params;
        // Not compared with `clock.now()`: the wall clock may have been set since, and a wait would become an hour.
        const leftMs = dueAtMs - since.atMs - (this.#clock.upMs() - since.upMs);
        return this.#timers.arm(timer, leftMs, () => this.#receiver.send({ type: `timer.${timer}` }));
      }
      case 'transmit':
        return this.#transmit(sending);
      case 'abandonTransmission':
        return this.#underWay.get('transmission')?.abort();
      case 'transmitAbort':
        // Its answer proves nothing, and its failure is in the log: the effect is in the transaction's own answer.
        return void this.#once('abort', (signal) => this.#exchanges.transmitAbort(input, signal))?.catch(() => {});
      case 'askStatus': {
        const asked = this.#once('status', (signal) => this.#askStatus(input, since, signal));
        const otherwise = { type: 'status.unanswered', failure: failure('ERR_INTERNAL'), seen: false } as const;
        return asked && this.#sendResult(asked, otherwise);
      }
    }
  }

  /** Connects while the intent is being stored. What is not used is closed, however the transaction ends. */
  preconnect(input: TransactionInput): void {
    if (!this.#isStopped && !this.#isWithdrawn) this.#connection = this.#exchanges.preconnect(input);
  }

  /** What the terminal says was true when it was asked; until the answer is stored that can be long ago. */
  async #askStatus(
    input: TransactionInput,
    askedAt: ClockReading,
    signal: AbortSignal,
  ): Promise<TransactionEventPayload> {
    const payload = await this.#exchanges.askStatus(input, signal);
    return payload.type === 'poi.notFound' ? { ...payload, askedAt } : payload;
  }

  /** Gives the connection of the request up, unless its first byte may have left. */
  withdraw(): void {
    if (this.#mayHaveLeft) return;
    this.#isWithdrawn = true;
    this.#connection?.close();
    this.#underWay.get('transmission')?.abort();
  }

  /** @param awaitAnswer the request's own answer may still come, and is needed */
  settle({ awaitAnswer }: { readonly awaitAnswer: boolean }): void {
    this.#timers.disarmAll();
    this.#connection?.close();
    this.#connection = undefined;
    if (this.#next !== undefined) this.#attempts.forget(this.#next);
    if (awaitAnswer) return;
    this.#isStopped = true;
    for (const controller of this.#underWay.values()) controller.abort();
  }

  /** Cancels everything that is under way. */
  stop(): void {
    this.settle({ awaitAnswer: false });
  }

  #transmit({ input, attempt }: RequestOfAttempt): void {
    const connection = this.#maySent ? undefined : this.#connection;
    this.#maySent = true;
    // Another attempt is a request of its own: until its first byte it can be withdrawn, as the first one could.
    this.#mayHaveLeft = false;
    const options: Omit<TransmitOptions, 'signal'> = {
      whyNotSend: () => this.#whyNotSend(attempt),
      onWritten: () => {
        this.#mayHaveLeft = true;
        this.#receiver.send({ type: 'link.written', attempt });
      },
    };
    const transmit = (signal: AbortSignal) => this.#exchanges.transmit(input, { ...options, signal, connection });
    const sending = this.#attempts.send(attempt, attempt, () => this.#underWayAs('transmission', transmit));
    const lost = { type: 'link.lost', failure: failure('ERR_INTERNAL') } as const;
    if (sending.kind !== 'underWay') return this.#sendResult(Promise.resolve(lost), lost);
    const next = () => (this.#next = this.#attempts.begin());
    const named = sending.result.then((payload) => saidBy(attempt, this.#named(payload), next));
    this.#sendResult(
      named.finally(() => this.#attempts.forget(attempt)),
      lost,
    );
  }

  /** Right before the first byte: from here on the request counts as sent, or it is not sent at all. */
  #whyNotSend(attempt: AttemptToken): Failure | undefined {
    try {
      const reason = this.#receiver.whyNotSend(attempt);
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
