import { afterEach } from 'vitest';
import { open } from '../../../crypto/index.ts';
import type { NotificationDelivery } from '../../../simulator/index.ts';
import { notificationReceiver, type NotificationReceiver } from './notification-receiver.ts';
import { at } from '../simulator.ts';
import { wireBench, type WireBench } from './wire-bench.ts';

/** The display events of a contactless payment. */
export const CONTACTLESS = ['TENDER_CREATED', 'CARD_PRESENTED', 'APPLICATION_SELECTED', 'TENDER_FINAL'];

/** A wire bench with receivers of notifications, which are closed after each test. */
export interface NotificationBench extends WireBench {
  receiver(...options: Parameters<typeof notificationReceiver>): Promise<NotificationReceiver>;
  /** The results of the next deliveries. */
  deliveries(count: number): Promise<readonly NotificationDelivery[]>;
  /** The plaintext of a sealed notification, under the key of the lane. */
  opened(body: unknown): unknown;
}

export function notificationBench(): NotificationBench {
  const bench = wireBench();
  const receivers: NotificationReceiver[] = [];
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((one) => one.close()));
  });
  const notifications: Omit<NotificationBench, keyof WireBench> = {
    async receiver(...options) {
      const one = await notificationReceiver(...options);
      receivers.push(one);
      return one;
    },
    async deliveries(count) {
      const all: NotificationDelivery[] = [];
      return new Promise((resolve) => {
        bench.terminal.events.on('notified', (one) => {
          all.push(one);
          if (all.length === count) resolve(all);
        });
      });
    },
    opened(body) {
      const text = (...path: string[]) => String(at(body, 'SaleToPOIRequest', ...path));
      const plain = open(bench.till.material, {
        NexoBlob: text('NexoBlob'),
        Nonce: text('SecurityTrailer', 'Nonce'),
        Hmac: text('SecurityTrailer', 'Hmac'),
      });
      return JSON.parse(Buffer.from(plain).toString());
    },
  };
  // Not spread: that would read the bench's getters once and for all.
  return Object.assign(bench, notifications);
}
