import { describe, expect, it } from 'vitest';
import { AFTER_THE_FIRST_BYTE, BEFORE_THE_FIRST_BYTE, linkFailure } from '../../../../adapters/link-faults.ts';
import { deliveryOf } from '../../../../protocol/faults.ts';

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

  // All results of X509_verify_cert that Node.js names; the others have the name UNSPECIFIED.
  it.each([
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_CRL',
    'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
    'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'CERT_SIGNATURE_FAILURE',
    'CRL_SIGNATURE_FAILURE',
    'CERT_NOT_YET_VALID',
    'CERT_HAS_EXPIRED',
    'CRL_NOT_YET_VALID',
    'CRL_HAS_EXPIRED',
    'ERROR_IN_CERT_NOT_BEFORE_FIELD',
    'ERROR_IN_CERT_NOT_AFTER_FIELD',
    'ERROR_IN_CRL_LAST_UPDATE_FIELD',
    'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
    'OUT_OF_MEM',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_CHAIN_TOO_LONG',
    'CERT_REVOKED',
    'INVALID_CA',
    'PATH_LENGTH_EXCEEDED',
    'INVALID_PURPOSE',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'HOSTNAME_MISMATCH',
    'UNSPECIFIED',
  ])('%s is a certificate that was refused, and no fault of the link', (code) => {
    expect(linkFailure(error(code), 'connecting').code).toMatch(/^ERR_TLS_/);
  });

  it.each([
    'ERR_SSL_CERTIFICATE_VERIFY_FAILED',
    'ERR_SSL_EE_KEY_TOO_SMALL',
    'ERR_SSL_CA_KEY_TOO_SMALL',
    'ERR_SSL_CA_MD_TOO_WEAK',
    'ERR_SSL_BAD_SIGNATURE',
    'ERR_SSL_WRONG_SIGNATURE_TYPE',
    'ERR_SSL_BAD_ECC_CERT',
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_OSSL_ASN1_WRONG_TAG',
    'ERR_OSSL_EVP_UNSUPPORTED_ALGORITHM',
  ])('%s is a certificate that was refused', (code) => {
    expect(linkFailure(error(code), 'connecting').code).toBe('ERR_TLS_CERTIFICATE');
  });

  it.each([
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_DH_KEY_TOO_SMALL',
    'ERR_SSL_UNHEARD_OF',
    'ERR_TLS_UNHEARD_OF',
  ])('%s is a handshake that failed', (code) => {
    expect(linkFailure(error(code), 'connecting').code).toBe('ERR_TLS_HANDSHAKE');
  });

  it('of a certificate without a code says what OpenSSL says', () => {
    const unhandled = Object.assign(new Error('unhandled critical extension'), { code: 'UNSPECIFIED' });
    expect(linkFailure(unhandled, 'connecting').message).toMatch(/UNSPECIFIED: unhandled critical extension/);
  });

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
