import { describe, expect, it } from 'vitest';
import { serviceIdsOf, type KeyedRequest } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { parseServiceID } from '../../../protocol/ids.ts';
import { drive, written } from '../../support/engine/driven-transactions.ts';
import { dueCheck, restarted } from '../../support/engine/transaction-events.ts';

const key = (keyVersion: number) => ({ keyIdentifier: 'lane-key', keyVersion });
const under = (keyVersion: number, id: string): KeyedRequest => ({
  ServiceID: parseServiceID(id),
  key: key(keyVersion),
});
const rejected = (keyVersion: number, next?: KeyedRequest) =>
  ({
    type: 'poi.rejected',
    failure: failure('ERR_REJECTED_CRYPTO'),
    key: key(keyVersion),
    ...(next && { next }),
  }) as const;
const sent = (machine: { commands: string[] }) => machine.commands.filter((command) => command === 'transmit').length;
const again = () =>
  written()
    .at(50, rejected(2, under(1, 'SECOND0001')))
    .at(60, { type: 'link.written' });

describe('the ServiceIDs of a transaction', () => {
  it('are all that it was sent under, the one of now last', () => {
    expect(serviceIdsOf(written().context.input)).toEqual(['A0000001Z9']);
    expect(serviceIdsOf(again().context.input)).toEqual(['A0000001Z9', 'SECOND0001']);
  });
});

describe('a transaction that the terminal could not open', () => {
  it('is sent once more, with the next ServiceID and the other key, and awaited as before', () => {
    const machine = again();
    expect(machine.state).toBe('awaiting.waiting');
    expect(sent(machine)).toBe(2);
    expect(machine.context.input).toMatchObject({
      ServiceID: 'SECOND0001',
      attempt: { key: key(1), rejected: [{ ServiceID: 'A0000001Z9', key: key(2) }] },
    });
    expect(machine.dueAfterMs('response')).toBe(150_060);
  });

  it('is asked about after a restart, and not sent again', () => {
    const machine = again().at(1000, restarted).at(2500, dueCheck);
    expect(machine.state).toBe('statusChecking');
    expect(sent(machine)).toBe(2);
  });

  it.each([
    ['the same key', rejected(1, under(2, 'THIRD00001'))],
    ['the key of the attempt itself', rejected(1, under(1, 'THIRD00001'))],
    ['the first ServiceID', rejected(1, under(3, 'A0000001Z9'))],
    ['the same ServiceID', rejected(1, under(3, 'SECOND0001'))],
    ['nothing', rejected(1)],
    ['a rejection that is about another key', rejected(2, under(3, 'THIRD00001'))],
  ])('is over when what would follow is %s', (_, rejection) => {
    const machine = again().at(100, rejection);
    expect(machine.outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
    expect(sent(machine)).toBe(2);
  });

  it('is not sent again when the terminal had it: the rejection is not believed at all', () => {
    const machine = written()
      .at(20, { type: 'sale.checkStatus' })
      .at(30, { type: 'poi.inProgress' })
      .at(50, rejected(2, under(1, 'SECOND0001')));
    expect(machine.state).toBe('timedOut.retrying');
    expect(machine.outcome).toBeUndefined();
    expect(sent(machine)).toBe(1);
  });

  it('is not sent again when it was rejected for another reason', () => {
    const other = { ...rejected(2, under(1, 'SECOND0001')), failure: failure('ERR_REJECTED_NO_KEY') };
    const machine = written().at(50, other);
    expect(machine.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_REJECTED_NO_KEY' } });
    expect(sent(machine)).toBe(1);
  });

  it('is not sent again when the answer comes late', () => {
    const machine = drive()
      .at(10, { type: 'link.written' })
      .at(15_001, rejected(2, under(1, 'SECOND0001')));
    expect(machine.outcome).toMatchObject({ kind: 'notProcessed' });
    expect(sent(machine)).toBe(1);
  });
});
