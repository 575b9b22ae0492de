import { expect } from 'vitest';
import type { Engine } from '../../index.ts';
import { settle } from './clock.ts';
import { POIID } from './test-engine.ts';

/** Delivers the notifications of a terminal to an engine, in the clear: each is accepted, and what it leads to has run. */
export function notificationsTo(engine: Engine) {
  const handler = engine.notificationHandler({ allowClearText: true });
  let device = 0;

  async function post(header: object, content: object): Promise<void> {
    device += 1;
    const MessageHeader = { ProtocolVersion: '3.0', SaleID: 'TILL-01', POIID, DeviceID: String(device), ...header };
    const response = await handler.handle({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ SaleToPOIRequest: { MessageHeader, ...content } })),
      remoteAddress: '127.0.0.1',
    });
    expect(response.status).toBe(200);
    await settle();
  }

  return {
    handler,
    /** @param event its name, with further members in form pairs: `TENDER_FINAL&result=APPROVED` */
    display: (ServiceID: string, event: string, header: object = {}) =>
      post(
        { MessageClass: 'Device', MessageCategory: 'Display', MessageType: 'Request', ServiceID, ...header },
        {
          DisplayRequest: {
            DisplayOutput: [
              {
                Device: 'CashierDisplay',
                InfoQualify: 'Status',
                OutputContent: {
                  OutputFormat: 'MessageRef',
                  PredefinedContent: { ReferenceID: `event=${event}&TimeStamp=t` },
                },
              },
            ],
          },
        },
      ),
    event: (EventToNotify: string, EventDetails = '') =>
      post(
        { MessageClass: 'Event', MessageCategory: 'Event', MessageType: 'Notification', SaleID: 'null' },
        { EventNotification: { EventToNotify, EventDetails, TimeStamp: '2026-05-04T05:59:58.120Z' } },
      ),
  };
}
