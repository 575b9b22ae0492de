import { describe, expect, it } from 'vitest';
import { hasRebooted, type TransactionEvent } from '../../../machines/index.ts';
import { paymentInput } from '../../support/transactions.ts';

const onA = paymentInput({ bootId: 'boot 1 of A', hostId: 'A' });
const takenOver = (host: string, clock: string): TransactionEvent => ({
  type: 'host.restarted',
  rebooted: false,
  host,
  clock,
  atMs: 1000,
});

const unnamed: TransactionEvent = { type: 'host.restarted', rebooted: false, clock: 'boot 1 of B', atMs: 1 };

describe('a machine that takes a transaction up', () => {
  it('was rebooted when it dealt with it in another boot: as the one that created it, or that took it over', () => {
    expect(hasRebooted(onA, [], { hostId: 'A', bootId: 'boot 2 of A' })).toBe(true);
    const events = [takenOver('B', 'boot 1 of B'), takenOver('A', 'boot 2 of A')];
    expect(
      hasRebooted(paymentInput({ bootId: 'x', hostId: 'X' }), events, { hostId: 'B', bootId: 'boot 2 of B' }),
    ).toBe(true);
  });

  it('was not rebooted when it is another machine, or the same boot', () => {
    expect(hasRebooted(onA, [], { hostId: 'B', bootId: 'boot 1 of B' })).toBe(false);
    expect(hasRebooted(onA, [], { hostId: 'A', bootId: 'boot 1 of A' })).toBe(false);
    const events = [takenOver('B', 'boot 1 of B')];
    expect(hasRebooted(onA, events, { hostId: 'B', bootId: 'boot 1 of B' })).toBe(false);
  });

  it.each([
    ['nothing says which machine created it, as in old journals', paymentInput({ bootId: 'boot 1 of A' }), [], 'B'],
    ['nothing says which machine this is', onA, [], undefined],
    ['nothing says which machine took it over', onA, [unnamed], 'C'],
  ])('counts as rebooted where %s', (_, input, events, hostId) => {
    expect(hasRebooted(input, events, { hostId, bootId: 'another boot' })).toBe(true);
  });
});
