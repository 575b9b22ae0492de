import type { Engine } from '../../engine/engine.ts';
import { transactionToJson } from '../../engine/transaction-json.ts';
import type { TransactionState } from '../../engine/transactions/transaction-state.ts';
import { alertToJson, type AlertJson } from '../schemas/orphan-json.ts';
import { terminalToJson } from '../schemas/terminal-json.ts';
import { notificationToJson } from '../schemas/notification-json.ts';
import type { EventSubject, EventType, GatewayEvent } from './event.ts';
import { READY, type EventFeed } from './event-feed.ts';
import { EventRing } from './event-ring.ts';

interface HubOptions {
  readonly engine: Engine;
  /** Names this run of the gateway: see `EventRing`. */
  readonly run: string;
  readonly eventsKept: number;
  readonly alertsKept: number;
}

/** Subscribes to the engine once, and hands every event on to its readers: the engine does the same work for none and for a hundred. */
export class EventHub implements EventFeed {
  readonly ring: EventRing;
  readonly reread = ['/v1/unresolved', '/v1/terminals', '/v1/orphans', '/v1/alerts'];
  readonly #alertsKept: number;
  readonly #readers = new Set<(event: GatewayEvent) => void>();
  readonly #subscriptions: readonly { unsubscribe(): void }[];
  #alerts: AlertJson[] = [];

  constructor({ engine, run, eventsKept, alertsKept }: HubOptions) {
    this.ring = new EventRing(run, eventsKept);
    this.#alertsKept = alertsKept;
    this.#subscriptions = [
      engine.transactions$.subscribe((state) => this.#transaction(state)),
      engine.display$.subscribe(({ transaction, progress }) => {
        const poiid = engine.transaction(transaction)?.state.poiid;
        this.#emit('display', { transaction, ...progress }, { transaction, poiid });
      }),
      ...engine
        .terminals()
        .map(({ poiid, state$ }) =>
          state$.subscribe((state) => this.#emit('terminal', terminalToJson(state), { poiid })),
        ),
      engine.events$.subscribe((given) => {
        const notification = notificationToJson(given);
        this.#emit('notification', notification, { poiid: notification.poiid });
      }),
      engine.alerts$.subscribe((alert) => {
        const json = alertToJson(alert);
        this.#alerts = [...this.#alerts, json].slice(-this.#alertsKept);
        this.#emit('alert', json, { transaction: json.orphan.transaction });
      }),
      engine.health$.subscribe((health) => this.#emit('health', health, {})),
    ];
  }

  /** The alerts since the gateway started, the newest last. */
  get alerts(): readonly AlertJson[] {
    return this.#alerts;
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
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#readers.clear();
  }

  #transaction(state: TransactionState): void {
    // A request that was refused because its id belongs to another one says nothing of that one.
    if (state.failure?.code === 'ERR_ID_REUSED') return;
    const { id: transaction, poiid } = state;
    this.#emit('transaction', transactionToJson(state, { receipts: false }), { transaction, poiid });
  }

  #emit(type: EventType, data: object, subject: EventSubject): void {
    const event = this.ring.add({ type, data: JSON.stringify(data), ...subject });
    for (const reader of this.#readers) reader(event);
  }
}
