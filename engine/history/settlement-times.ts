import type { FaultCode } from '../../protocol/faults.ts';
import type { Outcome } from '../../protocol/outcome.ts';
import type { TransactionState } from '../transactions/transaction-state.ts';

/** A transaction that has just been settled, for whoever counts. */
export interface SettlementReport {
  readonly outcome: Outcome['kind'];
  readonly fault: FaultCode | undefined;
  /** From its first report to its outcome, in milliseconds. */
  readonly ms: number;
}

/** Tells a settlement from the report of an old one, and how long it took. */
export class SettlementTimes {
  /** When each transaction that is not settled was first reported. */
  readonly #sinceMs = new Map<string, number>();

  /** How many transactions are reported and not settled. */
  get inFlight(): number {
    return this.#sinceMs.size;
  }

  /** @param open before the first report; @param now the clock, which is not read when there are none */
  begin(open: readonly { readonly id: string }[], now: () => number): void {
    for (const { id } of open) this.#sinceMs.set(id, now());
  }

  /**
   * @param nowMs by a clock that cannot be set
   * @returns `undefined` for a state that is no settlement
   */
  note({ id, state, outcome }: TransactionState, nowMs: number): SettlementReport | undefined {
    const knownSinceMs = this.#sinceMs.get(id);
    if (state !== 'settled') {
      this.#sinceMs.set(id, knownSinceMs ?? nowMs);
      return undefined;
    }
    this.#sinceMs.delete(id);
    const { kind, failure } = outcome;
    // One that was settled before, and is reported because its id was asked for again, was counted then.
    if (knownSinceMs === undefined && (kind !== 'notProcessed' || failure.code === 'ERR_ID_REUSED')) return undefined;
    return { outcome: kind, fault: failure?.code, ms: nowMs - (knownSinceMs ?? nowMs) };
  }
}
