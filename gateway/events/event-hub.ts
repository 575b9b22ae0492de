import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { TerminalNotification } from '../../engine/notification-router.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import type { Alert } from '../../engine/transactions/unmatched-responses.ts';
import type { GatewayEngine, GatewayTerminal } from '../gateway-engine.ts';
import { alertToJson, type AlertJson } from '../schemas/orphan-json.ts';
import { notificationToJson } from '../schemas/notification-json.ts';
import type { EventSubject, EventType, GatewayEvent, MissedEvent } from './event.ts';
import { READY, type EventFeed } from './event-feed.ts';
import { EventRing } from './event-ring.ts';
import { JournalFollower, type FollowedJournal } from './journal-follower.ts';
import { terminalEvent, transactionEvent } from './state-events.ts';

interface HubOptions {
  readonly engine: GatewayEngine;
  /** Names this run of the gateway: see `EventRing`. */
  readonly run: string;
  readonly eventsKept: number;
  readonly alertsKept: number;
  /** Where other servers store as well: what they do is reported too. */
  readonly sharedJournal?: FollowedJournal | undefined;
  readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
}

/**
 * Subscribes to the engine once, and hands every event on to its readers: the engine does the same work for none and for a hundred. Where
 * servers share a journal, each of them reports what all of them store.
 */
export class EventHub implements EventFeed {
  readonly ring: EventRing;
  readonly reread: readonly string[];
  readonly #alertsKept: number;
  readonly #readers = new Set<(event: GatewayEvent) => void>();
  readonly #terminals = new Map<GatewayTerminal, { unsubscribe(): void }>();
  readonly #subscriptions: readonly { unsubscribe(): void }[];
  readonly #follower: JournalFollower | undefined;
  readonly #missing: readonly string[];
  #alerts: AlertJson[] = [];

  constructor({ engine, run, eventsKept, alertsKept, sharedJournal: journal, clock }: HubOptions) {
    const place = () => this.#follower?.place ?? 0;
    this.ring = new EventRing(run, eventsKept, journal && place);
    this.#alertsKept = alertsKept;
    const report = (event: MissedEvent) => this.#add(event);
    this.#follower = journal && new JournalFollower({ journal, engine, clock, ring: this.ring, report });
    const { events$, alerts$ } = engine;
    this.#missing = [...(alerts$ ? [] : ['alert']), ...(events$ ? [] : ['notification'])];
    this.reread = ['/v1/unresolved', '/v1/terminals', '/v1/orphans', ...(alerts$ ? ['/v1/alerts'] : [])];
    this.#subscriptions = [
      engine.transactions$.subscribe({ next: (state) => this.#transaction(state) }),
      engine.display$.subscribe({
        next: ({ transaction, progress }) => {
          const poiid = engine.transaction(transaction)?.state.poiid;
          this.#emit('display', { transaction, ...progress }, { transaction, poiid });
        },
      }),
      engine.terminals.list$.subscribe({ next: (terminals) => this.#follow(terminals) }),
      ...(events$ ? [events$.subscribe((given) => this.#notification(given))] : []),
      ...(alerts$ ? [alerts$.subscribe((alert) => this.#alert(alert))] : []),
      engine.health$.subscribe({ next: (health) => this.#emit('health', health, {}) }),
    ];
  }

  /** The alerts since the gateway started, the newest last; `undefined` where the engine has none. */
  get alerts(): readonly AlertJson[] | undefined {
    return this.reports('alert') ? this.#alerts : undefined;
  }

  /** Whether the engine has events of that type at all. */
  reports(type: string): boolean {
    return !this.#missing.includes(type);
  }

  greeting(): typeof READY {
    return READY;
  }

  /** @returns ends the reading */
  read(reader: (event: GatewayEvent) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  close(): void {
    this.#follower?.close();
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    for (const subscription of this.#terminals.values()) subscription.unsubscribe();
    this.#readers.clear();
  }

  /** Each terminal that came meanwhile, and no more those that went. */
  #follow(terminals: readonly GatewayTerminal[]): void {
    for (const [gone, subscription] of this.#terminals) {
      if (terminals.includes(gone)) continue;
      subscription.unsubscribe();
      this.#terminals.delete(gone);
    }
    for (const terminal of terminals) {
      if (this.#terminals.has(terminal)) continue;
      const { state$ } = terminal;
      const subscription = state$.subscribe({
        next: (state) => {
          const { keyInUse, certificateEndsAtMs } = terminal;
          this.#add(terminalEvent({ state, keyInUse, certificateEndsAtMs }));
        },
      });
      this.#terminals.set(terminal, subscription);
    }
  }

  #transaction(state: TransactionState): void {
    // It is for another server, which may have it already.
    if (state.state === 'settled' && state.failure?.code === 'ERR_TERMINAL_ELSEWHERE') return;
    // A request that was refused because its id belongs to another one says nothing of that one.
    if (state.failure?.code === 'ERR_ID_REUSED') return;
    this.#add(transactionEvent(state));
  }

  #notification(given: TerminalNotification): void {
    const notification = notificationToJson(given);
    this.#emit('notification', notification, { poiid: notification.poiid });
  }

  #alert(alert: Alert): void {
    const json = alertToJson(alert);
    this.#alerts = [...this.#alerts, json].slice(-this.#alertsKept);
    this.#emit('alert', json, { transaction: json.orphan.transaction });
  }

  #emit(type: EventType, data: object, subject: EventSubject): void {
    this.#add({ type, data: JSON.stringify(data), ...subject });
  }

  #add(given: MissedEvent): void {
    const event = this.ring.add(given);
    for (const reader of this.#readers) reader(event);
  }
}
