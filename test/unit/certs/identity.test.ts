import { describe, expect, test } from 'vitest';
import { verifyIdentity, type ExpectedTerminal } from '../../../certs/index.ts';

/** Expects the terminal that a name is for, so that only the name's form decides. */
const codeOf = (commonName: unknown, expected: Partial<ExpectedTerminal> = {}) =>
  verifyIdentity(commonName, {
    poiid: typeof commonName === 'string' ? (commonName.split('.')[0] ?? '') : 'V400m-324688179',
    environment: 'test',
    allowLegacyCertificate: true,
    ...expected,
  })?.code;

const fault = (commonName: string, poiid: string) =>
  verifyIdentity(commonName, { poiid, environment: 'test', allowLegacyCertificate: false });

describe('the name of a certificate', () => {
  test.each([
    'P400Plus-123456789',
    'S1E-000150123456789',
    'TG300-G10M257M70004',
    'V400m-324688179',
    'legacy-terminal-certificate',
  ])('%s is a terminal of its environment', (name) => {
    expect(codeOf(`${name}.test.terminal.adyen.com`)).toBeUndefined();
    expect(codeOf(`${name}.live.terminal.adyen.com`, { environment: 'live' })).toBeUndefined();
  });

  test.each([
    'P4-123456789',
    'P400-ABC',
    'P400-123',
    'P400-',
    '-123',
    '-123456789',
    'P400.123456789',
    'P400123456789',
    'S1E-0001501234567891',
    'wrong-legacy-terminal-certificate',
    'legacyy-terminal-certificate',
    'Legacy-Terminal-Certificate',
    'legacy-terminal-certificat',
    'P400 Plus-123456789',
    'P400-Plus-123456789',
    'P400Plus-12345678\u0661',
    'P400Plus-123456789\u0000',
    '\u0000P400Plus-123456789',
    'P400Plus-123456789\n',
    'x\nP400Plus-123456789',
    'P400Plus-123456789 ',
    'www.P400Plus-123456789',
    '*',
    '',
  ])('%j is not the name of a terminal', (name) => {
    expect(codeOf(`${name}.test.terminal.adyen.com`)).toBe('ERR_IDENTITY_NAME');
  });

  test.each([
    'P400Plus-123456789.test.terminal.adyen.com.example.com',
    'P400Plus-123456789.test.terminal.adyen.com.',
    'P400Plus-123456789.test.terminal.adyen.com\n',
    'P400Plus-123456789.test.terminal.adyen.com\u0000.example.com',
    'P400Plus-123456789.test.terminal.adyen.comx',
    'P400Plus-123456789.test.terminal.adyen',
    'P400Plus-123456789.TEST.terminal.adyen.com',
    'P400Plus-123456789.test.Terminal.adyen.com',
    'P400Plus-123456789.testXterminal.adyen.com',
    'P400Plus-123456789.beta.terminal.adyen.com',
    'P400Plus-123456789..terminal.adyen.com',
    'P400Plus-123456789',
    'test.terminal.adyen.com',
    '127.0.0.1.xip.io',
    '',
  ])('%j does not end as the name of a terminal', (name) => {
    expect(codeOf(name, { poiid: 'P400Plus-123456789' })).toBe('ERR_IDENTITY_NAME');
  });

  test.each([
    [undefined],
    [null],
    [7],
    [{}],
    [['P400Plus-123456789.test.terminal.adyen.com']],
    [['P400Plus-123456789.test.terminal.adyen.com', 'example.com']],
    [[]],
  ])('%j is no single name', (name) => {
    expect(codeOf(name, { poiid: 'P400Plus-123456789' })).toBe('ERR_IDENTITY_NAME');
  });
});

describe('the environment', () => {
  test.each(['P400Plus-123456789', 'legacy-terminal-certificate'])('of %s must be ours', (name) => {
    expect(codeOf(`${name}.live.terminal.adyen.com`)).toBe('ERR_IDENTITY_ENVIRONMENT');
    expect(codeOf(`${name}.test.terminal.adyen.com`, { environment: 'live' })).toBe('ERR_IDENTITY_ENVIRONMENT');
  });
});

describe('the terminal', () => {
  test('must be the one that we address, and the message names both', () => {
    const other = fault('V400m-324688180.test.terminal.adyen.com', 'V400m-324688179');
    expect(other?.code).toBe('ERR_IDENTITY_POIID');
    expect(other?.message).toContain('V400m-324688179.test.terminal.adyen.com');
    expect(other?.message).toContain('V400m-324688180.test.terminal.adyen.com');
    expect(other?.message).not.toContain('can match no certificate');
  });

  test.each([
    ['example.com', 'does not bear the name of an Adyen terminal: expected'],
    ['V400m-324688179.live.terminal.adyen.com', 'the certificate is that of a live terminal: expected'],
    ['legacy-terminal-certificate.test.terminal.adyen.com', 'does not say which terminal it is: expected'],
    ['V400m-324688180.test.terminal.adyen.com', 'another terminal answers: expected'],
  ])('is distinguished from %s by a message with one reason', (commonName, why) => {
    const message = fault(commonName, 'V400m-324688179')?.message ?? '';
    expect(message).toContain(why);
    expect(message.endsWith(`found "${commonName}"`)).toBe(true);
  });

  test('is compared in exact case', () => {
    expect(fault('v400m-324688179.test.terminal.adyen.com', 'V400m-324688179')?.code).toBe('ERR_IDENTITY_POIID');
  });

  test.each(['S1E-12345678', 'S1E-12345678901234567890', 'S1-123456789'])(
    '%s has a name that no certificate can have, and the message states that',
    (poiid) => {
      const own = fault(`${poiid}.test.terminal.adyen.com`, poiid);
      expect(own?.code).toBe('ERR_IDENTITY_NAME');
      expect(own?.message).toContain(`"${poiid}" can match no certificate`);
      const other = fault('V400m-324688179.test.terminal.adyen.com', poiid);
      expect(other?.code).toBe('ERR_IDENTITY_POIID');
      expect(other?.message).toContain(`"${poiid}" can match no certificate`);
    },
  );

  test('with the legacy certificate must be allowed to have it', () => {
    const name = 'legacy-terminal-certificate.test.terminal.adyen.com';
    expect(codeOf(name, { poiid: 'V400m-324688179', allowLegacyCertificate: false })).toBe('ERR_IDENTITY_LEGACY');
    expect(codeOf(name, { poiid: 'V400m-324688179', allowLegacyCertificate: true })).toBeUndefined();
  });

  test('with a certificate of its own must be the right one, also where the legacy one is allowed', () => {
    expect(codeOf('V400m-324688180.test.terminal.adyen.com', { poiid: 'V400m-324688179' })).toBe('ERR_IDENTITY_POIID');
  });

  test('is named in a message of one line, whatever the peer sent', () => {
    const hostile = `\u001b[2J\n${'x'.repeat(1000)}`;
    expect(fault(hostile, 'V400m-324688179')?.message).toMatch(/^[^\p{Cc}]{1,300}$/u);
  });
});
