import { describe, expect, it } from 'vitest';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { checking, drive, stalled, timedOut, written } from '../../support/engine/driven-transactions.ts';
import { approved, lost } from '../../support/engine/transaction-events.ts';
import { paymentInput, refusal } from '../../support/transactions.ts';

describe('an abort', () => {
  it('asks the terminal to stop and goes on waiting for the answer', () => {
    const machine = written().at(100, { type: 'sale.abort' });
    expect(machine.state).toBe('awaiting.waiting');
    expect(machine.commands.at(-1)).toBe('transmitAbort');
  });

  it('that loses the race ends as approved and says that an abort was asked for', () => {
    const machine = written().at(100, { type: 'sale.abort' }).at(200, approved);
    expect(machine.outcome).toMatchObject({ kind: 'approved', charged: 'yes', abortRequested: true });
  });

  it('waits until the request is out: one that overtakes it stops nothing', () => {
    const machine = drive().at(1, { type: 'sale.abort' });
    expect(machine.commands).toEqual(['transmit']);
    expect(machine.at(10, { type: 'link.written' }).commands).toEqual(['transmit', 'transmitAbort']);
    expect(machine.state).toBe('awaiting.waiting');
  });

  it('reaches a terminal that is still busy when the answer is lost', () => {
    expect(timedOut().at(1200, { type: 'sale.abort' }).commands.at(-1)).toBe('transmitAbort');
  });
});

describe('an override', () => {
  it('closes an unknown with what the operator found, by name and with the reason', () => {
    const machine = stalled().at(90_000, { type: 'sale.override', by: 'Ada', reason: 'receipt seen', charged: 'yes' });
    expect(machine.outcome).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ada', reason: 'receipt seen' });
  });

  it('keeps what was asked for and what went wrong last, also while a check is under way', () => {
    const override: TransactionEventPayload = { type: 'sale.override', by: 'Ada', reason: 'no receipt', charged: 'no' };
    const overridden = { kind: 'overridden', charged: 'no', by: 'Ada', reason: 'no receipt' };
    const nothingElse = { recovered: false, abortRequested: false, receipts: [], advice: 'none' };
    const amounts = { requested: { currency: 'EUR', value: 1099 } };
    expect(checking().at(3000, override).outcome).toStrictEqual({
      ...overridden,
      ...nothingElse,
      amounts,
      failure: failure('ERR_LINK_RESET'),
    });
    const { amount: _, ...card } = paymentInput({ category: 'CardAcquisition' });
    const acquisition = drive(card).at(10, { type: 'link.written' }).at(1000, lost).at(3000, override);
    expect(acquisition.outcome).toMatchObject({ ...overridden, amounts: {} });
    expect(Object.keys(acquisition.outcome?.amounts ?? { none: true })).toEqual([]);
  });

  it('is no way to close a transaction that is not unknown', () => {
    const machine = written().at(100, { type: 'sale.override', by: 'Ada', reason: 'in a hurry', charged: 'no' });
    expect(machine.state).toBe('awaiting.waiting');
  });
});

describe('a settled transaction', () => {
  it('stays as it is, whatever comes', () => {
    const machine = written().at(100, { type: 'poi.answered', result: refusal, recovered: false });
    expect(machine.at(200, approved).at(300, { type: 'host.restarted', rebooted: false }).outcome).toMatchObject({
      kind: 'declined',
    });
  });

  it.each([
    { type: 'poi.rejected', failure: failure('ERR_REJECTED_JSON') },
    { type: 'link.notSent', failure: failure('ERR_LINK_REFUSED') },
    { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: true },
    { type: 'sale.abort' },
    { type: 'terminal.restarted' },
    { type: 'sale.override', by: 'Ada', reason: 'late', charged: 'no' },
  ] as const)('takes no notice of $type', (happening) => {
    const machine = written().at(100, approved);
    const { context, commands } = machine;
    machine.at(200, happening);
    expect(machine.context).toEqual(context);
    expect(machine.commands).toEqual(commands);
  });
});
