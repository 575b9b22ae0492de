import { describe, expect, it } from 'vitest';
import { plannedDeliveries, type NotificationFaultRule } from '../../../../simulator/faults/notification-faults.ts';

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
  ])('is decided by rules: %s', (_, rules, expected) => {
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
