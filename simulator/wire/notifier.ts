import type { KeyRing } from '../../crypto/key-ring.ts';
import { plannedDeliveries } from '../faults/notification-faults.ts';
import { notificationMessage, type Notification } from '../messages/notifications.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { SimulatorClock } from '../primitives/clock.ts';
import { NamedTimers } from '../primitives/named-timers.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import type { NotificationUrl, TerminalSettings } from '../settings.ts';
import { writeJson } from './json-style.ts';
import { encodeMessage } from './message-encoder.ts';
import { NotificationSender, type DeliveryResult } from './notification-sender.ts';

/** A completed delivery of a notification, successful or not. */
export interface NotificationDelivery {
  readonly notification: Notification;
  readonly url: string;
  readonly result: DeliveryResult;
}

export interface NotifierOptions {
  readonly poiid: string;
  readonly clock: SimulatorClock;
  readonly random: RandomBytes;
  readonly onDelivery: (delivery: NotificationDelivery) => void;
  /** It is due now, whether or not there is a URL for it. */
  readonly onDue?: (notification: Notification) => void;
  /** Sends them. Default: over HTTP. */
  readonly sender?: Pick<NotificationSender, 'send' | 'drop'>;
}

/** The terminal's current configuration. */
interface Configuration {
  readonly settings: TerminalSettings;
  readonly keys: KeyRing | undefined;
}

/** Sends a terminal's notifications to its configured URLs. No caller waits for them. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #sender: Pick<NotificationSender, 'send' | 'drop'>;
  readonly #delays: NamedTimers<symbol>;
  #count = 0;
  #deviceId = 0;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#sender = options.sender ?? new NotificationSender();
    this.#delays = new NamedTimers(options.clock);
  }

  notify(notification: Notification, afterMs: number, configuration: Configuration): void {
    const { settings } = configuration;
    if (afterMs === 0) this.#options.onDue?.(notification);
    const urls = notification.to === 'display' ? settings.displayUrls : settings.eventUrls;
    if (urls.length === 0) return;
    const { poiid: POIID, clock } = this.#options;
    const message = notificationMessage(notification, {
      POIID,
      DeviceID: this.#nextDeviceId(),
      atMs: clock.now() + afterMs,
    });
    for (const planned of plannedDeliveries(settings.notificationFaults, notification.event, this.#count)) {
      for (const target of urls) {
        this.#runAfter(afterMs + planned.afterMs, () => {
          const body = this.#bodyOf(message, target, planned.inTheClear, configuration);
          const done = (result: DeliveryResult) => this.#options.onDelivery({ notification, url: target.url, result });
          this.#sender.send({ target, body, timeoutMs: settings.notificationTimeoutMs, done });
        });
      }
    }
    this.#count += 1;
  }

  /** Discards all that is not delivered yet. */
  drop(): void {
    this.#delays.clear();
    this.#sender.drop();
  }

  #runAfter(afterMs: number, run: () => void): void {
    if (afterMs === 0) run();
    else this.#delays.set(Symbol('notification'), afterMs, run);
  }

  #bodyOf(
    message: WireObject,
    { encrypted = false }: NotificationUrl,
    inTheClear: boolean,
    { settings, keys }: Configuration,
  ) {
    const key = encrypted && !inTheClear ? keys?.active : undefined;
    return writeJson(encodeMessage(message, { key, settings, random: this.#options.random }), settings);
  }

  /** Seconds since 1970, or one more than the last: unique to each message, also across simulators. */
  #nextDeviceId(): string {
    this.#deviceId = Math.max(this.#deviceId + 1, Math.floor(this.#options.clock.now() / 1000));
    return String(this.#deviceId);
  }
}
