import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { SettlementTimes } from '../../engine/history/settlement-times.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import type { GatewayEngine, Later } from '../gateway-engine.ts';

const OUTCOME_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 3600];
const JOURNAL_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];
const EVENT_LOOP_RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

/**
 * The numbers of a gateway in Prometheus' text format. No label is an id, a reference or a text of a caller: the number of series is
 * bounded by the tables of outcomes, faults and routes.
 */
export class GatewayMetrics {
  readonly #registry = new Registry();
  readonly #transactions = this.#counter('tenderline_transactions_total', 'Settled transactions', ['outcome', 'fault']);
  readonly #requests = this.#counter('tenderline_http_requests_total', 'Answered requests', ['route', 'status']);
  readonly #dropped = this.#counter('tenderline_event_readers_dropped_total', 'Readers of events that were too slow');
  readonly #outcomeSeconds = new Histogram({
    name: 'tenderline_outcome_seconds',
    help: 'From the first report of a transaction to its outcome',
    buckets: OUTCOME_SECONDS,
    registers: [this.#registry],
  });
  readonly #journalSeconds = new Histogram({
    name: 'tenderline_journal_append_seconds',
    help: 'How long the journal took to store; empty where it is not measured',
    buckets: JOURNAL_SECONDS,
    registers: [this.#registry],
  });
  readonly #loopDelay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  readonly #times = new SettlementTimes();
  #subscriptions: readonly { unsubscribe(): void }[] = [];

  /** Content type of the text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts what an engine does, from now on. */
  watch(engine: GatewayEngine, streams: { readonly count: number }, clock: Pick<Clock, 'upMs'>): void {
    let isFailing = 0;
    this.#loopDelay.enable();
    const open = engine.unresolved();
    // What has to be asked for counts from its first report; where it cannot be, that shows in the health.
    if (open instanceof Promise) open.catch(() => {});
    else this.#times.begin(open, () => clock.upMs());
    this.#subscriptions = [
      engine.transactions$.subscribe({ next: (state) => this.#note(state, clock.upMs()) }),
      engine.health$.subscribe({ next: ({ journal }) => void (isFailing = journal === 'failing' ? 1 : 0) }),
    ];
    this.#gauge(
      'tenderline_unknown_outcomes',
      'Transactions whose outcome is unknown',
      async () => (await engine.unresolved()).length,
    );
    this.#gauge('tenderline_in_flight', 'Transactions that are reported and not settled', () => this.#times.inFlight);
    this.#gauge('tenderline_orphans', 'Results that wait for a person', async () => (await engine.orphans()).length);
    this.#gauge('tenderline_journal_failing', '1 while the journal fails', () => isFailing);
    // Of the fleet, not of each terminal: which one it is, the log and GET /v1/terminals say.
    const ends = () => engine.terminals().flatMap(({ certificateEndsAtMs }) => certificateEndsAtMs ?? []);
    this.#gauge(
      'tenderline_certificate_first_end_seconds',
      'When the first certificate of a terminal ends: Unix time, +Inf before the first connection',
      () => Math.min(...ends()) / 1000,
    );
    this.#gauge('tenderline_event_streams', 'Open event streams', () => streams.count);
    this.#loopGauge();
  }

  /** @param route as the table of routes has it, never the address that was called */
  countRequest(route: string, status: number): void {
    this.#requests.inc({ route, status: String(status) });
  }

  countDroppedReader(): void {
    this.#dropped.inc();
  }

  observeAppend(seconds: number): void {
    this.#journalSeconds.observe(seconds);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  close(): void {
    this.#loopDelay.disable();
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#registry.clear();
  }

  #note(state: TransactionState, nowMs: number): void {
    const settlement = this.#times.note(state, nowMs);
    if (settlement === undefined) return;
    const { outcome, fault = '', ms } = settlement;
    this.#transactions.inc({ outcome, fault });
    this.#outcomeSeconds.observe(ms / 1000);
  }

  #loopGauge(): void {
    const delay = this.#loopDelay;
    const gauge = new Gauge({
      name: 'tenderline_event_loop_delay_seconds',
      help: 'How late the event loop was since the last reading',
      labelNames: ['quantile'],
      registers: [],
      collect() {
        for (const quantile of [0.5, 0.99, 1]) {
          // What is measured is the time between two looks: without any delay, the resolution.
          const lateNs = delay.percentile(quantile * 100) - EVENT_LOOP_RESOLUTION_MS * NS_PER_MS;
          this.set({ quantile: String(quantile) }, Math.max(0, lateNs || 0) / NS_PER_S);
        }
        delay.reset();
      },
    });
    this.#registry.registerMetric(gauge);
  }

  #gauge(name: string, help: string, read: () => Later<number>): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      // What cannot be asked for at the moment is no number, and no reason to have no numbers at all.
      async collect() {
        this.set(
          await Promise.resolve()
            .then(read)
            .catch(() => NaN),
        );
      },
    });
    this.#registry.registerMetric(gauge);
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}
