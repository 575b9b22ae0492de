import { describe, expect, it } from 'vitest';
import { ADVICE, faultAdvice, formatNoAnswer } from '../../../../cli/output/format-failure.ts';
import type { FaultCode, RetryAdvice } from '../../../../index.ts';
import { CONDITIONS, failure, FAULTS } from '../../../../protocol/index.ts';

describe('the advice', () => {
  it('exists for every advice of the protocol and for every fault', () => {
    const advices = new Set<RetryAdvice>(Object.values(CONDITIONS).map(({ advice }) => advice));
    advices.delete('none');
    for (const advice of advices) expect(ADVICE[advice]).not.toBe('');
    for (const { remedy } of Object.values(FAULTS)) expect(remedy).not.toBe('');
    expect(faultAdvice('ERR_TLS_ROOT')).toBe(FAULTS.ERR_TLS_ROOT.remedy);
  });
});

describe('what to do about a fault', () => {
  it.each(Object.keys(FAULTS).filter(isFault))('%s names no option of the library, which nobody typed', (code) => {
    const advice = [faultAdvice(code), ...formatNoAnswer(failure(code), 'V400m-324688179').slice(1)].join(' ');
    expect(advice).not.toMatch(/\b(sharedKeys|terminals|allowLegacy\w+|queue this)\b/);
  });

  it.each(Object.keys(FAULTS).filter(isFault))(
    '%s after a question promises nobody who asks again by himself',
    (code) => {
      const [, advice = ''] = formatNoAnswer(failure(code), 'V400m-324688179');
      expect(advice).not.toMatch(/is asked/);
    },
  );
});

function isFault(code: string): code is FaultCode {
  return Object.hasOwn(FAULTS, code);
}

describe('a query without an answer', () => {
  it('is printed with the fault and what to do about it', () => {
    const { message } = failure('ERR_LINK_REFUSED');
    expect(formatNoAnswer(failure('ERR_LINK_REFUSED'), 'V400m-324688179')).toEqual([
      `V400m-324688179 gave no answer that counts: ${message} (ERR_LINK_REFUSED)`,
      `  what to do        ${FAULTS.ERR_LINK_REFUSED.remedy}`,
    ]);
  });
});
