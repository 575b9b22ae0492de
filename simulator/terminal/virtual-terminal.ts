import { EventEmitter } from 'node:events';
import type { KeyRing } from '../../crypto/key-ring.ts';
import type { Optional } from '../../protocol/json.ts';
import type { Amount } from '../../protocol/money.ts';
import { TerminalCore } from '../core/terminal-core.ts';
import type { TerminalEffect, TerminalInput, TimerName } from '../core/terminal.types.ts';
import { FaultScript } from '../faults/fault-script.ts';
import { isInstead, type FaultSource, type FaultStage } from '../faults/fault-stages.ts';
import type { Fault } from '../faults/faults.ts';
import type { Notification } from '../messages/notifications.ts';
import { paymentOfAnotherTill } from '../messages/other-till-payment.ts';
import { bodyIn } from '../messages/request-reader.ts';
import type { Reply } from '../messages/responses.ts';
import { isObject } from '../messages/wire-object.ts';
import type { GiftCards } from '../platform/gift-cards.ts';
import { Ledger, type LedgerEntry } from '../platform/ledger.ts';
import type { SimulatorClock } from '../primitives/clock.ts';
import { NamedTimers } from '../primitives/named-timers.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import { DEFAULT_SETTINGS, type TerminalSettings } from '../settings.ts';
import { deliverInstead, deliverReply, type AnswerContext } from '../wire/answer-delivery.ts';
import type { Delivery } from '../wire/delivery.ts';
import { readRequest } from '../wire/incoming-request.ts';
import { encodeMessage } from '../wire/message-encoder.ts';
import { Notifier, type NotifierOptions } from '../wire/notifier.ts';
import type { ServedTerminal } from '../wire/server.ts';
import { checkSettings } from './check-settings.ts';
import { Exchanges, type Exchange } from './exchanges.ts';
import { ScreenAndPaper } from './screen-and-paper.ts';
import type { ReceivedRequest, TerminalEvents } from './terminal-events.ts';

export interface VirtualTerminalOptions {
  readonly poiid: string;
  readonly keys: KeyRing | undefined;
  /** Replaces single settings. */
  readonly settings?: Optional<TerminalSettings> | undefined;
  readonly clock: SimulatorClock;
  readonly random: RandomBytes;
  /** All movements of all terminals of the simulator. */
  readonly platformLedger: () => readonly LedgerEntry[];
  /** The gift cards of all terminals of the simulator. */
  readonly giftCards: GiftCards;
  /** Sends its notifications. Default: over HTTP. */
  readonly notificationSender?: NotifierOptions['sender'];
}

/** The exchange of a request whose answer is discarded. */
const NO_EXCHANGE = 0;

/**
 * A terminal without its sockets: the bytes of requests are its input, deliveries its output. It performs the effects of the pure
 * core, and gives it time, randomness, keys and faults.
 */
export class VirtualTerminal implements ServedTerminal {
  readonly ledger = new Ledger();
  readonly received: ReceivedRequest[] = [];
  readonly events = new EventEmitter<TerminalEvents>();
  readonly output = new ScreenAndPaper(this.events);
  readonly script = new FaultScript();
  keys: KeyRing | undefined;
  /** The source of faults when the script has none. */
  faults: FaultSource | undefined;

  readonly #core: TerminalCore;
  readonly #timers: NamedTimers<TimerName>;
  readonly #notifier: Notifier;
  readonly #options: VirtualTerminalOptions;
  readonly #exchanges = new Exchanges();
  #settings: TerminalSettings;
  #isStopped = false;
  #isDown = false;

  /** @throws as `checkSettings` */
  constructor(options: VirtualTerminalOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULT_SETTINGS, ...checkSettings(options.settings ?? {}) };
    this.keys = options.keys;
    this.#core = new TerminalCore(options.poiid);
    this.#timers = new NamedTimers(options.clock);
    const { notificationSender: sender } = options;
    this.#notifier = new Notifier({
      ...options,
      ...(sender !== undefined && { sender }),
      onDelivery: (delivery) => this.events.emit('notified', delivery),
      onDue: (notification) => notification.to === 'display' && this.events.emit('progress', notification),
    });
    options.giftCards.script(this.#settings.giftCards, options.clock.now());
  }

  get settings(): TerminalSettings {
    return this.#settings;
  }

  /** Changes settings, from now on. @throws as `checkSettings` */
  configure(given: Optional<TerminalSettings>): void {
    const { clock, giftCards } = this.#options;
    const settings = checkSettings(given);
    this.#settings = { ...this.#settings, ...settings };
    if (settings.giftCards !== undefined) giftCards.script(settings.giftCards, clock.now());
  }

  /** The ServiceID of the dialogue that is in progress. */
  get running(): string | undefined {
    return this.#core.running;
  }

  admits(stage: 'connect' | 'header'): boolean {
    if (this.#isStopped) return false;
    const fault = this.#nextFault(stage);
    if (fault !== undefined) this.events.emit('fault', { fault });
    return fault === undefined;
  }

  receive(bytes: Uint8Array, deliver: (delivery: Delivery) => void): void {
    const request = readRequest(bytes, this.keys, this.settings);
    if (request.kind === 'rejected') return deliver(request.answer);
    return this.#process({ ...request, deliver });
  }

  /** Handles an input of the core that does not come over the wire. */
  handle(input: TerminalInput): void {
    const { clock, random, platformLedger, giftCards } = this.#options;
    const environment = {
      nowMs: clock.now(),
      random,
      ledger: platformLedger(),
      giftCards: giftCards.entries,
      settings: this.settings,
    };
    for (const effect of this.#core.handle(input, environment)) this.#perform(effect);
  }

  /** Another till starts a payment; its answer is discarded. */
  otherTillPays(amount: Amount): void {
    const { poiid, clock, random } = this.#options;
    const message = paymentOfAnotherTill(poiid, amount, { nowMs: clock.now(), random });
    this.handle({ kind: 'request', exchange: NO_EXCHANGE, message });
  }

  /** Cuts the power: waiting requests get no answer. `announced`: a Shutdown notification is sent before. */
  restart({ forget, announced }: { forget: boolean; announced: boolean }): void {
    // One that is down already has announced it, and the notification may still be on its way.
    if (!this.#isDown) this.#notifier.drop();
    if (announced) this.#announce('Shutdown', 'message=Restart');
    for (const { deliver } of this.#exchanges.closeAll()) deliver({ kind: 'reset' });
    this.handle({ kind: 'restart', forget });
    this.#timers.clear();
    if (forget) this.#exchanges.forget();
  }

  /** The terminal was switched off, or has started. */
  setReachable(isReachable: boolean): void {
    this.#isDown = !isReachable;
    this.events.emit(isReachable ? 'up' : 'down');
    this.announceRestart();
  }

  /** Announces a start, unless the terminal is still off. */
  announceRestart(): void {
    if (!this.#isDown) this.#announce('Initialised');
  }

  stop(): void {
    this.#timers.clear();
    this.#notifier.drop();
    this.#exchanges.closeAll();
    this.#isStopped = true;
  }

  #announce(event: string, details?: string): void {
    this.handle({ kind: 'announce', notification: { to: 'event', event, ...(details !== undefined && { details }) } });
  }

  #process({ header, message, key, deliver }: Omit<Exchange, 'fault'>): void {
    const { MessageCategory, ServiceID, SaleID } = header;
    const received = { at: this.#options.clock.now(), MessageCategory, ServiceID, SaleID };
    this.received.push(received);
    this.events.emit('request', received, bodyIn(message, MessageCategory));

    const fault = this.#nextFault('request', MessageCategory);
    if (fault !== undefined) this.events.emit('fault', { fault, MessageCategory, ServiceID });
    const exchange = { header, message, key, fault, deliver };
    if (fault !== undefined && isInstead(fault)) return deliver(deliverInstead(fault, this.#contextOf(exchange)));

    const id = this.#exchanges.open(exchange);
    if (fault?.kind === 'dropAfterRead' && fault.when !== 'atAnswer') deliver({ kind: 'reset' });
    return this.handle({ kind: 'request', exchange: id, message });
  }

  #perform(effect: TerminalEffect): void {
    switch (effect.kind) {
      case 'reply':
        return this.#reply(effect.exchange, effect.reply);
      case 'arm': {
        const { timer, afterMs } = effect;
        return this.#timers.set(timer, afterMs, () => this.handle({ kind: 'timer', timer }));
      }
      case 'notify':
        return this.#notify(effect.notification, effect.afterMs);
      case 'disarm':
        return effect.timers.forEach((timer) => this.#timers.unset(timer));
      case 'ledgerEntry':
        this.ledger.record(effect.entry);
        this.events.emit(effect.entry.kind === 'charge' ? 'charged' : 'reversed', effect.entry);
        return undefined;
      case 'giftCardEntry':
        this.#options.giftCards.record(effect.entry);
        this.events.emit('giftCard', effect.entry);
        return undefined;
      case 'displayed':
      case 'printed':
        this.output.put(effect);
        return undefined;
      case 'presented':
      case 'aborted':
        this.events.emit(effect.kind, { ServiceID: effect.ServiceID });
        return undefined;
      default:
        return effect satisfies never;
    }
  }

  #notify(notification: Notification, afterMs: number): void {
    if (this.#isDown || this.#isStopped) return;
    this.#notifier.notify(notification, afterMs, { settings: this.settings, keys: this.keys });
  }

  #reply(id: number, reply: Reply): void {
    const exchange = this.#exchanges.close(id);
    if (exchange === undefined) return;
    const { MessageCategory, ServiceID } = exchange.header;
    const context = this.#contextOf(exchange);
    const encoded = reply.kind === 'message' ? encodeMessage(reply.message, context) : undefined;
    const delivery = deliverReply(reply, encoded, exchange.fault, context);
    if (encoded && isObject(encoded['SaleToPOIResponse'])) this.#exchanges.remember(MessageCategory, encoded);
    this.events.emit('answered', { MessageCategory, ServiceID, reply });
    exchange.deliver(delivery);
  }

  #contextOf({ header, message, key }: Exchange): AnswerContext {
    const { clock, random } = this.#options;
    const previous = this.#exchanges.previous(header.MessageCategory);
    return { header, message, key, settings: this.settings, random, nowMs: clock.now(), previous };
  }

  #nextFault(stage: FaultStage, category?: string): Fault | undefined {
    return this.script.next(stage, category) ?? this.faults?.next(stage, category);
  }
}
