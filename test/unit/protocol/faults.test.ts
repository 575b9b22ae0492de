import { describe, expect, it } from 'vitest';
import { deliveryOf, failure, FAULTS, type FaultCode } from '../../../protocol/faults.ts';

describe('the fault table', () => {
  it.each(Object.keys(FAULTS) as FaultCode[])(
    '%s says what happened, what to do and whether it may have been sent',
    (code) => {
      expect(code).toMatch(/^ERR_[A-Z]+(_[A-Z]+)*$/);
      expect(FAULTS[code].meaning.length).toBeGreaterThan(10);
      expect(FAULTS[code].advice.length).toBeGreaterThan(5);
      expect(deliveryOf(code)).toBe(FAULTS[code].delivery);
    },
  );

  it.each(['ERR_UNHEARD_OF', '', 'toString', '__proto__'])('takes an unlisted code (%j) for maybeSent', (code) => {
    expect(deliveryOf(code)).toBe('maybeSent');
  });

  it('everything before the first byte and every rejection is notSent, everything else maybeSent', () => {
    const notSent = Object.keys(FAULTS).filter((code) => deliveryOf(code) === 'notSent');
    expect(notSent).toMatchSnapshot();
  });

  it('a failure says what is particular about it', () => {
    expect(failure('ERR_LINK_REFUSED', 'ECONNREFUSED').message).toBe(
      'the terminal refused the connection (ECONNREFUSED)',
    );
  });
});
