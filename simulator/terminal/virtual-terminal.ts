import { EventEmitter } from 'node:events';
import type { KeyRing } from '../../crypto/key-ring.ts';
import type { Amount } from '../../protocol/money.ts';
import { answered, insteadOfProcessing, onTheWire, type Answering } from '../wire/answer-delivery.ts';
import { NamedTimers, type SimulatorClock } from '../primitives/clock.ts';
import type { Delivery } from '../wire/delivery.ts';
import { Exchanges, type Exchange } from './exchanges.ts';
import { FaultScript, isInstead, type Fault, type FaultSource, type FaultStage } from '../faults/faults.ts';
import type { GiftCards } from '../platform/gift-cards.ts';
import { Ledger, type LedgerEntry } from '../platform/ledger.ts';
import { isObject, type Reply } from '../messages/responses.ts';
import { openRequest } from '../wire/protection.ts';
import { checkNotificationUrls } from '../wire/notification-sender.ts';
import type { Notification } from '../messages/notifications.ts';
import { Notifier, type NotifierOptions } from '../wire/notifier.ts';
import { paymentOfAnotherTill } from '../messages/other-till-payment.ts';
import type { RandomBytes } from '../primitives/identifiers.ts';
import { badJson, cryptoError, errors, noKey, unprotected } from '../wire/http-rejections.ts';
import { readEnvelope } from '../messages/request-reader.ts';
import type { TerminalSettings } from '../settings.ts';
import { TerminalCore } from '../core/terminal-core.ts';
import type { ReceivedRequest, TerminalEvents } from './terminal-events.ts';
import type { TerminalEffect, TerminalInput, TimerName } from '../core/terminal.types.ts';

export interface VirtualTerminalOptions {
  readonly poiid: string;
  readonly keys: KeyRing | undefined;
  readonly settings: TerminalSettings;
  readonly clock: SimulatorClock;
  readonly random: RandomBytes;
  /** All movements of all terminals of the simulator. */
  readonly book: () => readonly LedgerEntry[];
  /** The gift cards of all terminals of the simulator. */
  readonly giftCards: GiftCards;
  /** Carries its notifications. Default: over HTTP. */
  readonly notificationSender?: NotifierOptions['sender'];
}

/** The exchange of a request whose answer nobody waits for here. */
const NOBODY = 0;

/** A terminal without its sockets: bytes of requests go in, deliveries come out. It gives the pure core its time and keys. */
export class VirtualTerminal {
  readonly ledger = new Ledger();
  readonly received: ReceivedRequest[] = [];
  readonly events = new EventEmitter<TerminalEvents>();
  readonly script = new FaultScript();
  keys: KeyRing | undefined;
  /** Asked for a fault when the script has none. */
  faults: FaultSource | undefined;

  readonly #core: TerminalCore;
  readonly #timers: NamedTimers<TimerName>;
  readonly #notifier: Notifier;
  readonly #options: VirtualTerminalOptions;
  readonly #exchanges = new Exchanges();
  #settings: TerminalSettings;
  #isStopped = false;
  #isDown = false;

  /** @throws {ConfigError} `ERR_CONFIG_NOTIFICATION_URL` */
  constructor(options: VirtualTerminalOptions) {
    checkUrls(options.settings);
    this.#options = options;
    this.#settings = options.settings;
    this.keys = options.keys;
    this.#core = new TerminalCore(options.poiid);
    this.#timers = new NamedTimers(options.clock);
    const { notificationSender: sender } = options;
    this.#notifier = new Notifier({
      ...options,
      ...(sender !== undefined && { sender }),
      tell: (notified) => this.events.emit('notified', notified),
    });
    options.giftCards.script(options.settings.giftCards, options.clock.now());
  }

  get settings(): TerminalSettings {
    return this.#settings;
  }

  /** Changes settings, from now on. @throws {ConfigError} `ERR_CONFIG_NOTIFICATION_URL` */
  configure(settings: Partial<TerminalSettings>): void {
    const { clock, giftCards } = this.#options;
    checkUrls(settings);
    this.#settings = { ...this.#settings, ...settings };
    if (settings.giftCards !== undefined) giftCards.script(settings.giftCards, clock.now());
  }

  /** The ServiceID of the transaction that runs. */
  get running(): string | undefined {
    return this.#core.running;
  }

  /** Whether a connection, or an HTTP request by its header, may go on; otherwise it is reset. */
  admits(stage: 'connect' | 'header'): boolean {
    if (this.#isStopped) return false;
    const fault = this.#fault(stage);
    if (fault !== undefined) this.events.emit('fault', { fault });
    return fault === undefined;
  }

  /** Takes the body of a request. `deliver` is called at most twice: a reset may come before the answer that is then lost. */
  take(bytes: Uint8Array, deliver: (delivery: Delivery) => void): void {
    const opened = openRequest(bytes, this.keys, this.settings.clearText);
    if (opened.kind === 'notJson') return deliver(badJson());
    if (opened.kind === 'cryptoError') return deliver(cryptoError());
    if (opened.kind === 'unprotected') return deliver(unprotected(opened.clearHeader));
    if (opened.kind === 'noKey') {
      return deliver(noKey(opened.clearHeader, { wrapped: this.settings.noKeyAnswer === 'wrapped' }));
    }
    const { message, key } = opened;
    const envelope = readEnvelope(message);
    if (!envelope.ok) return deliver(errors(envelope.errors));
    return this.#process({ header: envelope.value.header, message, key, deliver });
  }

  /** Lets something happen to the terminal that does not come over the wire. */
  feed(input: TerminalInput): void {
    const { clock, random, book, giftCards } = this.#options;
    const env = {
      nowMs: clock.now(),
      random,
      book: book(),
      giftCards: giftCards.entries,
      settings: this.settings,
    };
    for (const effect of this.#core.handle(input, env)) this.#perform(effect);
  }

  /** Another till starts a payment; its answer goes its own way. */
  otherTillPays(amount: Amount): void {
    const { poiid, clock, random } = this.#options;
    const message = paymentOfAnotherTill(poiid, amount, { nowMs: clock.now(), random });
    this.feed({ kind: 'request', exchange: NOBODY, message });
  }

  /** Cuts the power: nothing that waits gets an answer. `announced`: those who listen are told first. */
  restart({ forget, announced }: { forget: boolean; announced: boolean }): void {
    // One that is down already has said so, and the word may still be on its way.
    if (!this.#isDown) this.#notifier.drop();
    if (announced) this.announce('Shutdown', 'message=Restart');
    for (const { deliver } of this.#exchanges.closeAll()) deliver({ kind: 'reset' });
    this.feed({ kind: 'restart', forget });
    this.#timers.clear();
    if (forget) this.#exchanges.forget();
  }

  /** Nobody can reach the terminal any more, or somebody can again: then it has started. */
  becomes(what: 'down' | 'up'): void {
    this.#isDown = what === 'down';
    this.events.emit(what);
    if (!this.#isDown) this.announce('Initialised');
  }

  /** Tells of a start that took no time. */
  hasRestarted(): void {
    if (!this.#isDown) this.announce('Initialised');
  }

  announce(event: string, details?: string): void {
    this.feed({ kind: 'announce', news: { to: 'event', event, ...(details !== undefined && { details }) } });
  }

  stop(): void {
    this.#timers.clear();
    this.#notifier.drop();
    this.#exchanges.closeAll();
    this.#isStopped = true;
  }

  #process({ header, message, key, deliver }: Omit<Exchange, 'fault'>): void {
    const { MessageCategory, ServiceID, SaleID } = header;
    const received = { at: this.#options.clock.now(), MessageCategory, ServiceID, SaleID };
    this.received.push(received);
    this.events.emit('request', received);

    const fault = this.#fault('request', MessageCategory);
    if (fault !== undefined) this.events.emit('fault', { fault, MessageCategory, ServiceID });
    const opened = { header, message, key, fault, deliver };
    if (fault !== undefined && isInstead(fault)) return deliver(insteadOfProcessing(fault, this.#answering(opened)));

    const exchange = this.#exchanges.open(opened);
    if (fault?.kind === 'dropAfterRead' && fault.when !== 'atAnswer') deliver({ kind: 'reset' });
    return this.feed({ kind: 'request', exchange, message });
  }

  #perform(effect: TerminalEffect): void {
    switch (effect.kind) {
      case 'reply':
        return this.#reply(effect.exchange, effect.reply);
      case 'arm':
        return this.#timers.set(effect.timer, effect.afterMs, () => this.feed({ kind: 'timer', timer: effect.timer }));
      case 'notify':
        return this.#notify(effect.notification, effect.afterMs);
      case 'disarm':
        return effect.timers.forEach((timer) => this.#timers.unset(timer));
      case 'booked':
        this.ledger.record(effect.entry);
        this.events.emit(effect.entry.kind === 'charge' ? 'charged' : 'reversed', effect.entry);
        return undefined;
      case 'giftCard':
        this.#options.giftCards.record(effect.entry);
        this.events.emit('giftCard', effect.entry);
        return undefined;
      case 'displayed':
      case 'printed':
        this.events.emit(effect.kind, { lines: effect.lines });
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

  #reply(name: number, reply: Reply): void {
    const exchange = this.#exchanges.close(name);
    if (exchange === undefined) return;
    const { MessageCategory, ServiceID } = exchange.header;
    const answering = this.#answering(exchange);
    const delivery = answered(reply, exchange.fault, answering);
    if (reply.kind === 'message' && isObject(reply.message['SaleToPOIResponse'])) {
      this.#exchanges.remember(MessageCategory, onTheWire(reply.message, answering));
    }
    this.events.emit('answered', { MessageCategory, ServiceID, reply });
    exchange.deliver(delivery);
  }

  #answering({ header, message, key }: Exchange): Answering {
    const { clock, random } = this.#options;
    const previous = this.#exchanges.previous(header.MessageCategory);
    return { header, message, key, settings: this.settings, random, nowMs: clock.now(), previous };
  }

  #fault(stage: FaultStage, category?: string): Fault | undefined {
    return this.script.next(stage, category) ?? this.faults?.next(stage, category);
  }
}

function checkUrls({ displayUrls = [], eventUrls = [] }: Partial<TerminalSettings>): void {
  checkNotificationUrls([...displayUrls, ...eventUrls]);
}
