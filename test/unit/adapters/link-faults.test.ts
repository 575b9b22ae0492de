import { describe, expect, it } from 'vitest';
import { AFTER_THE_FIRST_BYTE, BEFORE_THE_FIRST_BYTE, linkFailure } from '../../../adapters/link-faults.ts';
import { deliveryOf } from '../../../protocol/faults.ts';

const error = (code: string) => Object.assign(new Error('secret bytes of the peer'), { code });

describe('an error of the link', () => {
  it.each(Object.entries(BEFORE_THE_FIRST_BYTE))(
    '%s before the first byte is %s, and nothing was sent',
    (code, fault) => {
      expect(linkFailure(error(code), 'connecting').code).toBe(fault);
      expect(deliveryOf(fault)).toBe('notSent');
    },
  );

  it.each(Object.entries(AFTER_THE_FIRST_BYTE))(
    '%s after the first byte is %s, and it may have been sent',
    (code, fault) => {
      expect(linkFailure(error(code), 'writing').code).toBe(fault);
      expect(deliveryOf(fault)).toBe('maybeSent');
    },
  );

  it.each([...Object.keys(BEFORE_THE_FIRST_BYTE), 'UNHEARD_OF', 'toString', ''])(
    '%s after the first byte is maybeSent whatever it is called',
    (code) => {
      expect(deliveryOf(linkFailure(error(code), 'writing').code)).toBe('maybeSent');
    },
  );

  it.each([...Object.keys(AFTER_THE_FIRST_BYTE), 'ERR_SSL_UNHEARD_OF', 'UNHEARD_OF', 'toString'])(
    '%s before the first byte is notSent whatever it is called',
    (code) => {
      expect(deliveryOf(linkFailure(error(code), 'connecting').code)).toBe('notSent');
    },
  );

  it.each([undefined, null, 'text', 42, {}, new Error('no code')])(
    'that is %j is classified by how far the request got',
    (thing) => {
      expect(linkFailure(thing, 'connecting').code).toBe('ERR_LINK_CONNECT');
      expect(linkFailure(thing, 'writing').code).toBe('ERR_LINK_LOST');
    },
  );

  it('is read from the cause when it has no code of its own', () => {
    expect(linkFailure(new Error('fetch failed', { cause: error('ECONNREFUSED') }), 'connecting').code).toBe(
      'ERR_LINK_REFUSED',
    );
  });

  it('shows its code and nothing that a peer may have put into its text', () => {
    expect(linkFailure(error('ECONNRESET'), 'writing').message).toMatch(/ECONNRESET/);
    expect(linkFailure(error('ECONNRESET'), 'writing').message).not.toMatch(/secret/);
  });
});
