import { describe, expect, it } from 'vitest';
import type { ReceivedNotification } from '../../../adapters/ports/notifications.port.ts';
import { NotificationCounters } from '../../../adapters/notification-listener/notification-counters.ts';
import {
  describeCounts,
  describeNotification,
  describeRefusal,
  notificationMembers,
} from '../../../cli/notification-words.ts';

const arrival = { POIID: 'V400m-324688179', sealed: true, receivedAtMs: Date.UTC(2026, 4, 4, 10, 15, 33) } as const;
const pin: ReceivedNotification = { kind: 'display', event: 'WAIT_FOR_PIN', ServiceID: 'A0000001Z9', ...arrival };

describe('a notification in words', () => {
  it('is one line in the language that is asked for, whatever a peer put into it', () => {
    expect(describeNotification(pin, 'nl')).toMatch(
      /:33 {2}V400m-324688179 {2}A0000001Z9 {2}WAIT_FOR_PIN {12}Wachten tot de klant de pincode invoert\.$/,
    );
    const details = 'one\r\ntwo\u001B[31m \u202Ethree';
    const line = describeNotification({ kind: 'event', event: 'SaleWakeUp', details, ...arrival }, 'en');
    expect(line).toMatch(/SaleWakeUp {14}one two \[31m {2}three$/);
  });

  it('says of an end what was told, and of clear text that it proves nothing', () => {
    const end = { ...pin, event: 'TENDER_FINAL', result: 'APPROVED', sealed: false };
    expect(describeNotification(end, 'en')).toMatch(/is being read\. result=APPROVED {2}\(in the clear: anybody/);
  });

  it('leaves the request that a Reject brings along out of what programs get', () => {
    const told: ReceivedNotification = { kind: 'event', event: 'Reject', rejectedMessage: 'SGVsbG8=', ...arrival };
    expect(JSON.stringify(notificationMembers(told, 'en'))).toBe(
      '{"type":"event","event":"Reject","poiid":"V400m-324688179","sealed":true,"at":1777889733000}',
    );
  });
});

describe('what became of all requests', () => {
  it('is told with the reason of each refusal', () => {
    const counters = new NotificationCounters(undefined);
    expect(describeCounts(counters.counts())).toEqual(['0 delivered, none refused']);
    for (const result of ['delivered', 'unauthorized', 'unauthorized', 'clearText'] as const)
      counters.add(result, undefined);
    expect(describeCounts(counters.counts())).toEqual([
      '1 delivered',
      '  1 refused: in the clear, which only --listen-clear-text takes',
      '  2 refused: without the right user name and password',
    ]);
  });

  it('has a reason for every fate that is a refusal, and for nothing else', () => {
    const { delivered: _, sinkFailed, ...refusals } = new NotificationCounters(undefined).counts();
    for (const result of Object.keys(refusals)) expect(describeRefusal(fate)).toEqual(expect.any(String));
    for (const other of ['delivered', 'sinkFailed', 'toString', sinkFailed, undefined]) {
      expect(describeRefusal(other)).toBeUndefined();
    }
  });
});
