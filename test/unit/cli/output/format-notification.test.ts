import { describe, expect, it } from 'vitest';
import { parsePOIID, parseServiceID } from '../../../../protocol/ids.ts';
import type { ReceivedNotification } from '../../../../adapters/ports/notifications.port.ts';
import { NotificationCounters } from '../../../../adapters/notification-listener/notification-counters.ts';
import {
  formatCounts,
  formatNotification,
  formatRefusal,
  notificationMembers,
} from '../../../../cli/output/format-notification.ts';

const POIID = parsePOIID('V400m-324688179');
const ServiceID = parseServiceID('A0000001Z9');
const arrival = { POIID, sealed: true, receivedAtMs: Date.UTC(2026, 4, 4, 10, 15, 33) } as const;
const pin: ReceivedNotification = { kind: 'display', event: 'WAIT_FOR_PIN', ServiceID, ...arrival };

describe('a notification for people', () => {
  it('is one line in the chosen language, whatever a peer wrote into it', () => {
    expect(formatNotification(pin, 'nl')).toMatch(
      /:33 {2}V400m-324688179 {2}A0000001Z9 {2}WAIT_FOR_PIN {12}Wachten tot de klant de pincode invoert\.$/,
    );
    const details = 'one\r\ntwo\u001B[31m \u202Ethree';
    const line = formatNotification({ kind: 'event', event: 'SaleWakeUp', details, ...arrival }, 'en');
    expect(line).toMatch(/SaleWakeUp {14}one two \[31m {2}three$/);
  });

  it('repeats the result that the terminal reported, and says of clear text that it proves nothing', () => {
    const end = { ...pin, event: 'TENDER_FINAL', result: 'APPROVED', sealed: false };
    expect(formatNotification(end, 'en')).toMatch(/is being read\. result=APPROVED {2}\(in the clear: anybody/);
  });
});

describe('a notification for programs', () => {
  it('leaves out the rejected request of a Reject', () => {
    const rejected: ReceivedNotification = { kind: 'event', event: 'Reject', rejectedMessage: 'SGVsbG8=', ...arrival };
    expect(JSON.stringify(notificationMembers(rejected, 'en'))).toBe(
      '{"type":"event","event":"Reject","poiid":"V400m-324688179","sealed":true,"at":1777889733000}',
    );
  });
});

describe('the totals of a listener', () => {
  it('are printed with the reason of each refusal', () => {
    const counters = new NotificationCounters(undefined);
    expect(formatCounts(counters.counts())).toEqual(['0 delivered, none refused']);
    for (const result of ['delivered', 'unauthorized', 'unauthorized', 'clearText'] as const)
      counters.add(result, undefined);
    expect(formatCounts(counters.counts())).toEqual([
      '1 delivered',
      '  1 refused: in the clear, which only --listen-clear-text takes',
      '  2 refused: without the right user name and password',
    ]);
  });

  it('have a text for every reason of a refusal, and for nothing else', () => {
    const { delivered: _, sinkFailed, ...refusals } = new NotificationCounters(undefined).counts();
    for (const result of Object.keys(refusals)) expect(formatRefusal(result)).toEqual(expect.any(String));
    for (const other of ['delivered', 'sinkFailed', 'toString', sinkFailed, undefined]) {
      expect(formatRefusal(other)).toBeUndefined();
    }
  });
});
