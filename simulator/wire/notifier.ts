import type { KeyRing } from '../../crypto/key-ring.ts';
import { onTheWire } from './answer-delivery.ts';
import { NamedTimers, type SimulatorClock } from '../primitives/clock.ts';
import { writeJson } from './delivery.ts';
import type { WireObject } from '../messages/responses.ts';
import { plannedDeliveries } from '../faults/notification-faults.ts';
import { NotificationSender, type DeliveryResult, type NotificationUrl } from './notification-sender.ts';
import { notificationMessage, type Notification } from '../messages/notifications.ts';
import type { RandomBytes } from '../primitives/identifiers.ts';
import type { TerminalSettings } from '../settings.ts';

/** A delivery of a notification that has come to its end, good or bad. */
export interface Notified {
  readonly notification: Notification;
  readonly url: string;
  readonly result: DeliveryResult;
}

export interface NotifierOptions {
  readonly poiid: string;
  readonly clock: SimulatorClock;
  readonly random: RandomBytes;
  readonly tell: (notified: Notified) => void;
  /** Carries them. Default: over HTTP. */
  readonly sender?: Pick<NotificationSender, 'send' | 'drop'>;
}

/** How the terminal is set up at the moment. */
interface SetUp {
  readonly settings: TerminalSettings;
  readonly keys: KeyRing | undefined;
}

/** Brings a terminal's notifications to the URLs that it has, and to nobody when it has none. Nobody waits for it. */
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

  notify(notification: Notification, afterMs: number, setUp: SetUp): void {
    const { settings } = setUp;
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
        this.#later(afterMs + planned.afterMs, () => {
          const body = this.#bodyOf(message, target, planned.inTheClear, setUp);
          const done = (result: DeliveryResult) => this.#options.tell({ notification, url: target.url, result });
          this.#sender.send({ target, body, timeoutMs: settings.notificationTimeoutMs, done });
        });
      }
    }
    this.#count += 1;
  }

  /** Forgets all that is not delivered yet. */
  drop(): void {
    this.#delays.clear();
    this.#sender.drop();
  }

  #later(afterMs: number, run: () => void): void {
    if (afterMs === 0) run();
    else this.#delays.set(Symbol('notification'), afterMs, run);
  }

  #bodyOf(message: WireObject, { encrypted = false }: NotificationUrl, inTheClear: boolean, { settings, keys }: SetUp) {
    const key = encrypted && !inTheClear ? keys?.active : undefined;
    return writeJson(onTheWire(message, { key, settings, random: this.#options.random }), settings);
  }

  /** Seconds since 1970, or one more than the last: another one for each message, also of the next simulator. */
  #nextDeviceId(): string {
    this.#deviceId = Math.max(this.#deviceId + 1, Math.floor(this.#options.clock.now() / 1000));
    return String(this.#deviceId);
  }
}
