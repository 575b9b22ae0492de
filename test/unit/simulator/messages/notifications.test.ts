import { describe, expect, it } from 'vitest';
import { plannedDeliveries, type NotificationFaultRule } from '../../../../simulator/faults/notification-faults.ts';
import { notificationMessage } from '../../../../simulator/messages/notifications.ts';
import { POIID } from '../../../support/simulator.ts';
import { CoreBench } from '../../../support/terminal-core.ts';

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

describe('what happens to a notification on its way', () => {
  const plan = (rules: readonly NotificationFaultRule[], event = 'CARD_PRESENTED', count = 0) =>
    plannedDeliveries(rules, event, count).map(({ afterMs, inTheClear }) =>
      inTheClear ? [afterMs, 'clear'] : [afterMs],
    );

  it.each<[string, NotificationFaultRule[], unknown]>([
    ['nothing', [], [[0]]],
    ['late', [{ kind: 'late', delayMs: 500 }], [[500]]],
    ['twice', [{ kind: 'twice' }], [[0], [0]]],
    ['twice, the second later', [{ kind: 'twice', againAfterMs: 300 }], [[0], [300]]],
    ['lost', [{ kind: 'lost' }], []],
    ['in the clear', [{ kind: 'clearText' }], [[0, 'clear']]],
    [
      'late, twice and in the clear',
      [{ kind: 'late', delayMs: 500 }, { kind: 'twice', againAfterMs: 300 }, { kind: 'clearText' }],
      [
        [500, 'clear'],
        [800, 'clear'],
      ],
    ],
    ['nothing, when the rule is for another event', [{ kind: 'lost', event: 'TENDER_FINAL' }], [[0]]],
    ['lost, when the rule is for this event', [{ kind: 'lost', event: 'CARD_PRESENTED' }], []],
  ])('is said by rules: %s', (_, rules, expected) => {
    expect(plan(rules)).toEqual(expected);
  });

  it('is drawn by the seed when they are shuffled: within the time, in another order, and the same again', () => {
    const drawn = (seed: number) =>
      Array.from({ length: 12 }, (__, count) =>
        plannedDeliveries([{ kind: 'shuffle', seed, withinMs: 1000 }], 'CARD_PRESENTED', count).map(
          ({ afterMs }) => afterMs,
        ),
      ).flat();
    const first = drawn(7);
    expect(first.every((afterMs) => afterMs >= 0 && afterMs < 1000)).toBe(true);
    expect(first).not.toEqual(first.toSorted((a, b) => a - b));
    expect(drawn(7)).toEqual(first);
    expect(drawn(8)).not.toEqual(first);
  });
});
