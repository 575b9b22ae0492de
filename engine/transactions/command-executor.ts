import type { Clock } from '../../adapters/ports/clock.port.ts';
import type {
  ClockReading,
  TimerName,
  TransactionCommand,
  TransactionEventPayload,
  TransactionInput,
} from '../../machines/index.ts';
import { failure } from '../../protocol/faults.ts';
import { Timers } from '../runtime/timers.ts';
import type { EventReceiver } from './transaction-entry.ts';
import type { TransactionExchanges } from './transaction-exchanges.ts';

/** Carries out the commands of one transaction; each result is sent to the transaction as an event. */
export class CommandExecutor {
  readonly #clock: Clock;
  readonly #exchanges: TransactionExchanges;
  readonly #input: TransactionInput;
  readonly #receiver: EventReceiver;
  readonly #timers: Timers<TimerName>;
  readonly #everything = new AbortController();
  readonly #transmission = new AbortController();
  readonly #underWay = new Set<'abort' | 'status'>();
  #maySent = false;

  constructor(
    deps: { readonly clock: Clock; readonly exchanges: TransactionExchanges },
    input: TransactionInput,
    receiver: EventReceiver,
  ) {
    this.#clock = deps.clock;
    this.#exchanges = deps.exchanges;
    this.#timers = new Timers(deps.clock);
    this.#input = input;
    this.#receiver = receiver;
  }

  /** Whether this process may have sent a byte of the request. */
  get maySent(): boolean {
    return this.#maySent;
  }

  /** @param since when the command was issued: storing its event may have taken long */
  execute(command: TransactionCommand, since: ClockReading): void {
    switch (command.type) {
      case 'armTimer': {
        const { timer, dueAtMs } = command.params;
        // Not compared with `clock.now()`: the wall clock may have been set since, and a wait would become an hour.
        const leftMs = dueAtMs - since.atMs - (this.#clock.upMs() - since.upMs);
        return this.#timers.arm(timer, leftMs, () => this.#receiver.send({ type: `timer.${timer}` }));
      }
      case 'transmit':
        return this.#transmit();
      case 'abandonTransmission':
        return this.#transmission.abort();
      case 'transmitAbort':
        // Its answer proves nothing, and its failure is in the log: the effect is in the transaction's own answer.
        return void this.#once('abort', (signal) => this.#exchanges.transmitAbort(this.#input, signal))?.catch(
          () => {},
        );
      case 'askStatus': {
        const asked = this.#once('status', (signal) => this.#exchanges.askStatus(this.#input, signal));
        const otherwise = { type: 'status.unanswered', failure: failure('ERR_INTERNAL'), seen: false } as const;
        return asked && this.#sendResult(asked, otherwise);
      }
    }
  }

  /** @param awaitAnswer the request's own answer may still come, and is needed */
  settle({ awaitAnswer }: { readonly awaitAnswer: boolean }): void {
    this.#timers.disarmAll();
    if (!awaitAnswer) this.#everything.abort();
  }

  /** Cancels everything that is under way. */
  stop(): void {
    this.settle({ awaitAnswer: false });
  }

  #transmit(): void {
    this.#maySent = true;
    const result = this.#exchanges.transmit(this.#input, {
      signal: AbortSignal.any([this.#everything.signal, this.#transmission.signal]),
      onWritten: () => this.#receiver.send({ type: 'link.written' }),
    });
    this.#sendResult(result, { type: 'link.lost', failure: failure('ERR_INTERNAL') });
  }

  /** One request of a kind at a time: `undefined` while one is under way, whose answer is that to the others. */
  #once<T>(kind: 'abort' | 'status', request: (signal: AbortSignal) => Promise<T>): Promise<T> | undefined {
    if (this.#underWay.has(kind)) return undefined;
    const result = request(this.#everything.signal).finally(() => this.#underWay.delete(kind));
    this.#underWay.add(kind);
    return result;
  }

  #sendResult(result: Promise<TransactionEventPayload>, otherwise: TransactionEventPayload): void {
    void result.catch(() => otherwise).then((payload) => this.#receiver.send(payload));
  }
}
