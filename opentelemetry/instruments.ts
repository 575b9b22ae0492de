import type { Meter } from '@opentelemetry/api';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Engine } from '../engine/engine.ts';
import { SettlementTimes } from '../engine/history/settlement-times.ts';
import type { TransactionState } from '../engine/transactions/transaction-state.ts';
import type { InspectEntry } from '../machines/index.ts';
import { METRICS, metricLabels } from './attributes.ts';

type Instrument<Kind> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]['is'] extends Kind ? Name : never;
}[keyof typeof METRICS];

/** Counts and measures what the engine reports of itself. */
export class Instruments {
  readonly #meter: Meter;
  readonly #clock: Pick<Clock, 'upMs'>;
  readonly #times = new SettlementTimes();
  readonly #transactions;
  readonly #duration;
  readonly #exchanges;
  readonly #exchangeDuration;
  #isJournalFailing = false;

  constructor(meter: Meter, clock: Pick<Clock, 'upMs'>) {
    this.#meter = meter;
    this.#clock = clock;
    this.#transactions = this.#counter('tenderline.transactions');
    this.#duration = this.#histogram('tenderline.transaction.duration');
    this.#exchanges = this.#counter('tenderline.exchanges');
    this.#exchangeDuration = this.#histogram('tenderline.exchange.duration');
  }

  /** @returns ends it */
  watch(engine: Engine): () => void {
    this.#times.begin(engine.unresolved(), () => this.#clock.upMs());
    const ends = [
      this.#gauge('tenderline.in_flight', () => this.#times.inFlight),
      this.#gauge('tenderline.unknown_outcomes', () => engine.unresolved().length),
      this.#gauge('tenderline.orphans', () => engine.orphans().length),
      this.#gauge('tenderline.journal.failing', () => Number(this.#isJournalFailing)),
      this.#gauge('tenderline.certificate.first_end', () => firstEnd(engine)),
    ];
    const subscriptions = [
      engine.transactions$.subscribe((state) => this.#note(state)),
      engine.health$.subscribe(({ journal }) => {
        this.#isJournalFailing = journal === 'failing';
      }),
    ];
    return () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      for (const end of ends) end();
    };
  }

  take(entry: InspectEntry): void {
    if (entry.k !== 'wire' || entry.dir !== 'in') return;
    const { cat: category, ok, ms } = entry;
    const fault = ok.startsWith('ERR_') ? ok : undefined;
    this.#exchanges.add(1, metricLabels('tenderline.exchanges', { category, fault }));
    if (ms !== undefined)
      this.#exchangeDuration.record(ms / 1000, metricLabels('tenderline.exchange.duration', { category }));
  }

  #note(state: TransactionState): void {
    const settlement = this.#times.note(state, this.#clock.upMs());
    if (settlement === undefined) return;
    const { outcome, fault, ms } = settlement;
    this.#transactions.add(1, metricLabels('tenderline.transactions', { outcome, fault }));
    this.#duration.record(ms / 1000, metricLabels('tenderline.transaction.duration', { outcome }));
  }

  #counter(name: Instrument<'counter'>) {
    return this.#meter.createCounter(name, optionsOf(name));
  }

  #histogram(name: Instrument<'histogram'>) {
    return this.#meter.createHistogram(name, optionsOf(name));
  }

  #gauge(name: Instrument<'gauge'>, read: () => number | undefined): () => void {
    const gauge = this.#meter.createObservableGauge(name, optionsOf(name));
    const observe = (result: { observe(value: number): void }) => {
      const value = read();
      if (value !== undefined) result.observe(value);
    };
    gauge.addCallback(observe);
    return () => gauge.removeCallback(observe);
  }
}

function optionsOf(name: keyof typeof METRICS) {
  const { unit, what } = METRICS[name];
  return { unit, description: what };
}

function firstEnd(engine: Engine): number | undefined {
  const ends = engine.terminals().flatMap(({ certificateEndsAtMs }) => certificateEndsAtMs ?? []);
  return ends.length === 0 ? undefined : Math.min(...ends) / 1000;
}
