import { describe, expect, it } from 'vitest';
import { outcomeExitCode } from '../../../../cli/output/exit-codes.ts';
import type { Outcome, Settlement } from '../../../../index.ts';
import { failure } from '../../../../protocol/index.ts';
import { approved, unresolved } from '../outcomes.ts';

function settlementOf(kind: Exclude<Outcome['kind'], 'overridden'>): Settlement {
  if (kind === 'approved' || kind === 'partial') return { kind, charged: 'yes' };
  if (kind === 'notProcessed') return { kind, charged: 'no', failure: failure('ERR_LINK_REFUSED') };
  return { kind, charged: 'no' };
}

describe('the exit code of a command that moves money', () => {
  it.each([
    ['approved', 0],
    ['partial', 0],
    ['accepted', 0],
    ['declined', 1],
    ['cancelled', 1],
    ['failed', 1],
    ['notProcessed', 3],
  ] as const)('for %s is %i', (kind, code) => {
    expect(outcomeExitCode({ ...approved, ...settlementOf(kind) })).toBe(code);
  });

  it('for an unknown outcome is 4', () => {
    expect(outcomeExitCode(unresolved)).toBe(4);
  });

  it('for an override follows what the operator found', () => {
    const overridden = (charged: 'yes' | 'no' | 'unknown') =>
      outcomeExitCode({ ...approved, kind: 'overridden', charged, by: 'Ada', reason: 'looked' });
    expect([overridden('yes'), overridden('no'), overridden('unknown')]).toEqual([0, 1, 4]);
  });
});
