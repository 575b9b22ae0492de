import { expect } from 'vitest';
import type { KeyRing } from '../../../crypto/index.ts';
import type { Engine } from '../../../index.ts';
import {
  bytesOf,
  display,
  DISPLAY_HEADER,
  event,
  EVENT_HEADER,
  post,
  sealed,
  type Json,
} from '../../unit/adapters/notification-listener/notices.ts';
import { settle } from '../clock.ts';
import { POIID } from '../test-engine.ts';

/**
 * Delivers the notifications of a terminal to an engine: each is accepted, and what it leads to has run.
 *
 * @param ring seals them. Without one they go in the clear
 */
export function notificationsTo(engine: Engine, ring?: KeyRing) {
  const handler = engine.notificationHandler({ allowClearText: true });
  let device = 0;
  const nextDevice = () => ({ POIID, DeviceID: String((device += 1)) });

  async function deliver(notification: Json): Promise<void> {
    const body = ring === undefined ? bytesOf(notification) : sealed(ring, notification);
    const response = await handler.handle(post(body));
    expect(response.status).toBe(200);
    await settle();
  }

  return {
    handler,
    /** @param name of the event, with further members in form pairs: `TENDER_FINAL&result=APPROVED` */
    display: (ServiceID: string, name: string, header: object = {}) =>
      deliver(display(`event=${name}`, { ...DISPLAY_HEADER, ...nextDevice(), ServiceID, ...header })),
    event: (EventToNotify: string, EventDetails = '') =>
      deliver(event({ EventToNotify, EventDetails }, { ...EVENT_HEADER, ...nextDevice() })),
  };
}
