import { errorCode } from '../../errors.ts';
import type { Engine, Outcome, Transaction } from '../../index.ts';
import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import type { InvariantChecker } from '../invariants/invariant-checker.ts';
import type { Order } from '../till/till.ts';
import type { PairHost } from './pair-host.ts';
import { otherHost, type HostName } from './schedule/pair-schedule.ts';

/** It is for the other host, under the same id: nothing of it left this one. */
const ELSEWHERE: readonly string[] = ['ERR_TERMINAL_ELSEWHERE', 'ERR_OWNERSHIP_LOST'];
const FOLLOW_MS = 200;
/** How long a till waits for a host that says nothing. */
const SILENCE_MS = 10_000;

export interface CashierParts {
  readonly clock: VirtualClock;
  readonly hosts: Readonly<Record<HostName, PairHost>>;
  readonly checker: InvariantChecker;
  /** The database has lost what it knew of this order: a person cares for it, and no till asks again. */
  readonly isWithPerson: (order: string) => boolean;
  readonly note: (what: () => string) => void;
}

/** What a till waits for: one host at a time. What another one says of the order is not for this till any more. */
interface Talk {
  readonly order: Order;
  readonly at: HostName;
}

/** The tills of the shop: they pay at either host, go to the other one when it has the terminal, or when theirs is silent. */
export class Cashier {
  readonly #parts: CashierParts;
  readonly #talks = new Map<string, Talk>();
  readonly #orders = new Map<string, Order>();
  #isOpen = true;

  constructor(parts: CashierParts) {
    this.#parts = parts;
  }

  /** Whether no till waits for anything. */
  get isQuiet(): boolean {
    return this.#talks.size === 0;
  }

  /** A person orders it, for the first time or again. */
  order(order: Order, at: HostName): void {
    this.#orders.set(order.id, order);
    this.#parts.checker.onOrder(order);
    this.#talk(order, at, 0);
  }

  abort(id: string): void {
    this.#call(id, 'abort', (engine) => engine.abort(id), true);
  }

  check(id: string): void {
    this.#call(id, 'check', (engine) => engine.checkStatus(id));
  }

  /** @param outcome what a person found; it is not checked */
  override(id: string, outcome: 'charged' | 'notCharged'): void {
    this.#call(id, 'override', (engine) => {
      const transaction = engine.override({ transaction: id, by: 'Ada', reason: 'looked at the terminal', outcome });
      this.#parts.checker.onOverride(id);
      void transaction.settled().catch(() => undefined);
    });
  }

  /** The process of a host has ended: its tills find its port closed, and try the other one. */
  hostEnded(name: HostName): void {
    for (const { order, at } of this.#talks.values()) if (at === name) this.#later(order, otherHost(name), 1);
  }

  /** The process of a host is stopped: its tills wait for a while. */
  hostStopped(host: PairHost): void {
    const { process } = host;
    this.#parts.clock.setTimeout(() => {
      if (host.process === process && host.isStopped) this.hostEnded(host.name);
    }, SILENCE_MS);
  }

  /** No till asks any more. */
  close(): void {
    this.#isOpen = false;
  }

  #talk(order: Order, at: HostName, tries: number): void {
    if (!this.#isOpen || this.#parts.isWithPerson(order.id)) return;
    const talk = { order, at };
    this.#talks.set(order.id, talk);
    const host = this.#parts.hosts[at];
    const { engine, process } = host;
    const goOn = () => this.#later(order, otherHost(at), tries + 1);
    if (engine === undefined) return goOn();
    if (host.isStopped) return this.#later(order, otherHost(at), tries + 1, SILENCE_MS);
    let transaction: Transaction;
    try {
      transaction = begin(engine, order);
    } catch (error) {
      this.#parts.note(() => `is refused ${order.id} at ${at}: ${String(errorCode(error))}`);
      return goOn();
    }
    const onEnd = (outcome: Outcome) => {
      if (this.#talks.get(order.id) !== talk || process?.isAlive !== true) return;
      if (outcome.kind === 'notProcessed' && ELSEWHERE.includes(outcome.failure.code)) {
        this.#parts.checker.onUnsent(order.id, transaction.serviceId);
        return goOn();
      }
      this.#talks.delete(order.id);
      this.#parts.note(() => `learns at ${at} that ${order.id} is ${outcome.kind} ${outcome.failure?.code ?? ''}`);
      this.#parts.checker.onReport(order.id, outcome);
    };
    void transaction.settled().then(onEnd, () => this.#talks.get(order.id) === talk && goOn());
  }

  #later(order: Order, at: HostName, tries: number, afterMs = FOLLOW_MS * 2 ** Math.floor(tries / 2)): void {
    const talk = { order, at };
    this.#talks.set(order.id, talk);
    // An abort that the other host has taken is not known there.
    this.#parts.checker.onMoved(order.id);
    this.#parts.clock.setTimeout(
      () => {
        if (this.#talks.get(order.id) === talk) this.#talk(order, at, tries);
      },
      Math.min(afterMs, SILENCE_MS),
    );
  }

  /** At the host that the till talks to, and at the other one when that says so. */
  #call(id: string, what: string, call: (engine: Engine) => void, aborts = false): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    const first = this.#talks.get(id)?.at ?? 'A';
    for (const name of [first, otherHost(first)]) {
      const { engine, isStopped } = this.#parts.hosts[name];
      if (engine === undefined || isStopped) continue;
      try {
        call(engine);
        // One that has not the terminal says where to go; the other one may have the same order from before.
        if (aborts && this.#parts.hosts[name].owns(order.poiid)) this.#parts.checker.onAbort(id);
        return;
      } catch (error) {
        this.#parts.note(() => `is refused to ${what} ${id} at ${name}: ${String(errorCode(error))}`);
      }
    }
  }
}

function begin(engine: Engine, { id, poiid, queue, amount, tenderOptions, refundOf }: Order): Transaction {
  const common = { id, poiid, reference: id, queue };
  if (refundOf !== undefined) return engine.refund({ ...common, transaction: refundOf });
  return engine.pay({ ...common, amount, saleToAcquirerData: { tenderOptions } });
}
