import { describe, expect, it } from 'vitest';
import { notificationMessage } from '../../../../simulator/messages/notifications.ts';
import { POIID } from '../../../support/simulator.ts';
import { CoreBench } from '../../../support/terminal/terminal-core.ts';

const STAMP = { POIID, DeviceID: '1777889733', atMs: Date.parse('2026-05-04T10:15:33.000Z') };
const NEWS = { to: 'display', SaleID: 'TILL-01', ServiceID: 'A0000001Z9', tender: 'Bx4N001777889731004' } as const;

describe('the message of a display notification', () => {
  it('is written as terminals write it', () => {
    expect(notificationMessage({ ...NEWS, event: 'CARD_PRESENTED' }, STAMP)).toEqual({
      SaleToPOIRequest: {
        MessageHeader: {
          ProtocolVersion: '3.0',
          MessageClass: 'Device',
          MessageCategory: 'Display',
          MessageType: 'Request',
          SaleID: 'TILL-01',
          ServiceID: 'A0000001Z9',
          DeviceID: '1777889733',
          POIID,
        },
        DisplayRequest: {
          DisplayOutput: [
            {
              Device: 'CashierDisplay',
              InfoQualify: 'Status',
              OutputContent: {
                OutputFormat: 'MessageRef',
                PredefinedContent: {
                  ReferenceID:
                    'TransactionID=Bx4N001777889731004&TimeStamp=2026-05-04T10%3a15%3a33.000Z&event=CARD_PRESENTED',
                },
              },
              ResponseRequiredFlag: false,
            },
          ],
        },
      },
    });
  });

  it('carries the result at the end', () => {
    const message = notificationMessage({ ...NEWS, event: 'TENDER_FINAL', result: 'APPROVED' }, STAMP);
    expect(JSON.stringify(message)).toContain('&event=TENDER_FINAL&result=APPROVED"');
  });
});

describe('the message of an event notification', () => {
  it('is written as terminals write it', () => {
    const news = { to: 'event', event: 'Shutdown', details: 'message=Restart' } as const;
    expect(notificationMessage(news, STAMP)).toEqual({
      SaleToPOIRequest: {
        MessageHeader: {
          ProtocolVersion: '3.0',
          MessageClass: 'Event',
          MessageCategory: 'Event',
          MessageType: 'Notification',
          SaleID: 'null',
          DeviceID: '1777889733',
          POIID,
        },
        EventNotification: {
          TimeStamp: '2026-05-04T10:15:33.000Z',
          EventToNotify: 'Shutdown',
          EventDetails: 'message=Restart',
        },
      },
    });
  });

  it('names the request that it is about, and repeats it when it was rejected', () => {
    const news = { to: 'event', event: 'Reject', ServiceID: 'S1', SaleID: 'TILL-01', rejectedMessage: 'e30=' } as const;
    const message = notificationMessage(news, STAMP);
    expect(message).toMatchObject({
      SaleToPOIRequest: {
        MessageHeader: { ServiceID: 'S1', SaleID: 'TILL-01' },
        EventNotification: { EventToNotify: 'Reject', RejectedMessage: 'e30=' },
      },
    });
  });

  it('is asked for by what happens to the terminal', () => {
    const bench = new CoreBench();
    bench.handle({ kind: 'announce', notification: { to: 'event', event: 'SaleWakeUp', details: 'table=7' } });
    expect(bench.notifications).toEqual([
      { atMs: bench.nowMs, notification: { to: 'event', event: 'SaleWakeUp', details: 'table=7' } },
    ]);
  });
});
