import { describe, expect, it } from 'vitest';
import { outcomeExitCode } from '../../../../cli/output/exit-codes.ts';
import { approved, unresolved } from '../outcomes.ts';

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
    const settlement =
      kind === 'approved' || kind === 'partial'
        ? ({ kind, charged: 'yes' } as const)
        : ({ kind, charged: 'no' } as const);
    expect(outcomeExitCode({ ...approved, ...settlement })).toBe(code);
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
