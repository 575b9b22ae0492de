import { describe, expect, it } from 'vitest';
import { readNotification, readNotificationIds } from '../../../../protocol/messages/notifications.ts';

const output = (ReferenceID: unknown) => ({ OutputContent: { PredefinedContent: { ReferenceID } } });
const read = (DisplayRequest: unknown) => readNotification({ DisplayRequest });
const CARD_INSERTED = { kind: 'display', event: 'CARD_INSERTED' };

describe('the ids of a notification', () => {
  it('are those of its header, whatever else stands there', () => {
    const header = {
      SaleID: 'TILL-01',
      ServiceID: 'A1',
      DeviceID: '7',
      POIID: 'V400m-1',
      MessageClass: 'Device',
      x: 1,
    };
    expect(readNotificationIds(header)).toEqual({
      SaleID: 'TILL-01',
      ServiceID: 'A1',
      DeviceID: '7',
      POIID: 'V400m-1',
    });
  });

  it.each(['null', 'NULL', 'N/A', 'n/a', '-NULL-', '', null, undefined, {}, 'a\nb', 'x'.repeat(129)])(
    'are absent where the terminal has none: %j',
    (none) => {
      expect(readNotificationIds({ SaleID: none, ServiceID: none, DeviceID: none, POIID: none })).toEqual({});
    },
  );

  it('may come as numbers', () => {
    expect(readNotificationIds({ DeviceID: 5, ServiceID: 7 })).toEqual({ DeviceID: '5', ServiceID: '7' });
  });

  it('that are not of the form of an id are kept beside them, as the terminal wrote them', () => {
    expect(readNotificationIds({ SaleID: 'TILL 1', ServiceID: 'A-1', DeviceID: '7', POIID: 'V400m' })).toEqual({
      SaleID: 'TILL 1',
      DeviceID: '7',
      oddIds: { ServiceID: 'A-1', POIID: 'V400m' },
    });
  });

  it.each([undefined, null, 'text', []])('are not there without a header: %j', (header) => {
    expect(readNotificationIds(header)).toBeUndefined();
  });
});

describe('a display notification', () => {
  it('is read from the first output that names an event', () => {
    const outputs = [{}, output(undefined), output('TransactionID=1'), output('event=CARD_INSERTED')];
    expect(read({ DisplayOutput: outputs })).toEqual(CARD_INSERTED);
    const two = [output('event=CARD_INSERTED'), output('event=CARD_REMOVED')];
    expect(read({ DisplayOutput: two })).toEqual(CARD_INSERTED);
  });

  it('may have one output that is not in a list', () => {
    expect(read({ DisplayOutput: output('event=CARD_INSERTED') })).toEqual(CARD_INSERTED);
  });

  it('may have its ReferenceID in the DisplayRequest itself', () => {
    expect(read({ ReferenceID: 'event=CARD_INSERTED' })).toEqual(CARD_INSERTED);
    expect(read({ DisplayOutput: [], ReferenceID: 'event=CARD_INSERTED' })).toEqual(CARD_INSERTED);
  });

  it('keeps an unknown event', () => {
    expect(read({ ReferenceID: 'event=SOMETHING_NEW&result=Success&more=1' })).toEqual({
      kind: 'display',
      event: 'SOMETHING_NEW',
      result: 'Success',
    });
  });

  it.each(['event=', 'event=%1b%5b2J', `event=${'X'.repeat(129)}`])(
    'whose event no till could show is none: %s',
    (id) => {
      expect(read({ ReferenceID: id })).toBeUndefined();
    },
  );

  it('leaves out members that cannot be displayed beside the event', () => {
    expect(read({ ReferenceID: 'event=TENDER_FINAL&result=%1b%5b2J&TimeStamp=&TransactionID=%00' })).toEqual({
      kind: 'display',
      event: 'TENDER_FINAL',
    });
  });
});

describe('an event notification', () => {
  it('includes the rejected request with a Reject', () => {
    const EventNotification = { EventToNotify: 'Reject', EventDetails: 'message=no', RejectedMessage: 'e30=' };
    expect(readNotification({ EventNotification })).toEqual({
      kind: 'event',
      event: 'Reject',
      details: 'message=no',
      rejectedMessage: 'e30=',
    });
  });

  it.each(['', 'a\u0007', 'X'.repeat(129), null])('whose event no till could show is none: %j', (EventToNotify) => {
    expect(readNotification({ EventNotification: { EventToNotify } })).toBeUndefined();
  });
});
