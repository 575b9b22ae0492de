import { describe, expect, it } from 'vitest';
import { FaultScript } from '../../../../simulator/faults/fault-script.ts';
import { FAULT_KINDS, type FaultSource } from '../../../../simulator/faults/fault-stages.ts';
import { seededFaults } from '../../../../simulator/faults/seeded-faults.ts';

const requests = (source: FaultSource, categories: readonly string[]) =>
  categories.map((category) => source.next('request', category)?.kind);

function draw(seed: number, count: number, probabilities: object) {
  const source = seededFaults({ seed, probabilities });
  return Array.from({ length: count }, () => source.next('request', 'Payment'));
}

describe('a fault script', () => {
  it('is used up in order', () => {
    const script = new FaultScript();
    script.add({ kind: 'emptyBody' }, { kind: 'notJson', times: 2 });
    expect(requests(script, ['Payment', 'Abort', 'Payment', 'Payment'])).toEqual([
      'emptyBody',
      'notJson',
      'notJson',
      undefined,
    ]);
    expect(script.left).toBe(0);
  });

  it('keeps a fault for the category it is for', () => {
    const script = new FaultScript();
    script.add({ kind: 'emptyBody', category: 'Payment' }, { kind: 'notJson' });
    expect(requests(script, ['TransactionStatus', 'TransactionStatus', 'Payment'])).toEqual([
      'notJson',
      undefined,
      'emptyBody',
    ]);
  });

  it('refuses a connection only when its turn has come', () => {
    const script = new FaultScript();
    script.add({ kind: 'emptyBody', category: 'Payment' }, { kind: 'refuseConnection', times: 2 });
    expect(script.next('connect')).toBeUndefined();
    expect(script.next('request', 'Payment')?.kind).toBe('emptyBody');
    expect([1, 2, 3].map(() => script.next('connect')?.kind)).toEqual([
      'refuseConnection',
      'refuseConnection',
      undefined,
    ]);
  });

  it('strikes for ever with times Infinity, until it is cleared', () => {
    const script = new FaultScript();
    script.add({ kind: 'emptyBody', times: Infinity });
    expect(requests(script, ['Payment', 'Payment', 'Payment'])).toEqual(['emptyBody', 'emptyBody', 'emptyBody']);
    script.clear();
    expect(requests(script, ['Payment'])).toEqual([undefined]);
  });
});

describe('faults drawn by a seed', () => {
  it('are the same for the same seed and others for another', () => {
    const probabilities = { dropAfterRead: 0.3, truncateBody: 0.3 };
    expect(draw(7, 50, probabilities)).toEqual(draw(7, 50, probabilities));
    expect(draw(7, 50, probabilities)).not.toEqual(draw(8, 50, probabilities));
  });

  it('come about as often as asked', () => {
    const drawn = draw(1, 2000, { dropAfterRead: 0.25, emptyBody: 0.05 });
    const share = (kind: string) => drawn.filter((fault) => fault?.kind === kind).length / drawn.length;
    expect(share('dropAfterRead')).toBeCloseTo(0.25, 1);
    expect(share('emptyBody')).toBeCloseTo(0.05, 1);
  });

  it.each(FAULT_KINDS)('can be %s', (kind) => {
    const source = seededFaults({ seed: 1, probabilities: { [kind]: 1 } });
    const stages = (['connect', 'header', 'request'] as const).map((stage) => source.next(stage, 'Payment')?.kind);
    expect(stages.filter((drawn) => drawn !== undefined)).toEqual([kind]);
  });

  it('strike only the categories named', () => {
    const source = seededFaults({ seed: 1, probabilities: { emptyBody: 1 }, categories: ['Payment'] });
    expect(requests(source, ['TransactionStatus', 'Payment'])).toEqual([undefined, 'emptyBody']);
  });

  it.each<[object, string]>([
    [{ emptyBody: 0.6, notJson: 0.6 }, 'a sum above 1'],
    [{ emptyBody: -0.1 }, 'a negative probability'],
    [{ gremlins: 0.1 }, 'an unknown fault'],
  ])('cannot be %j: %s', (probabilities) => {
    expect(() => seededFaults({ seed: 1, probabilities })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_FAULTS' }),
    );
  });
});
