import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FLEET_ROOT_PINS, identifyFleetRoot, loadFleetRoot } from '../../../certs/index.ts';
import { ConfigError, formatValue } from '../../../errors.ts';
import { refusalOf } from '../../support/refusal.ts';
import { derOf, intermediateOf, leafOf, otherRoot, selfSignedLeaf, TEST_ROOT } from './fixtures.ts';

const fingerprint = (pem: string) => createHash('sha256').update(derOf(pem)).digest('hex').toUpperCase();

const refusal = (call: () => unknown) => refusalOf(call, ConfigError);

const other = await otherRoot();
const leaf = await leafOf(other);
const intermediate = await intermediateOf(other);
const lonely = await selfSignedLeaf();

test.each(Object.entries(FLEET_ROOT_PINS))('the pin of %s is 64 upper-case hex digits', (_, pin) => {
  expect(pin).toMatch(/^[0-9A-F]{64}$/);
});

describe.skipIf(TEST_ROOT === undefined)('the test root of Adyen', () => {
  const pem = TEST_ROOT ?? '';

  test.each([
    ['PEM text', () => pem],
    ['PEM bytes', () => Buffer.from(pem)],
    ['DER bytes', () => derOf(pem)],
    ['PEM with Windows line ends', () => pem.replaceAll('\n', '\r\n')],
    ['PEM within other text', () => `Subject: CN=K\u00f6ln\n\n${pem}\nthe end`],
  ])('is read from %s', (_, certificate) => {
    expect(loadFleetRoot(certificate(), 'test')).toEqual({
      environment: 'test',
      pem: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/),
      fingerprint: FLEET_ROOT_PINS.test,
      pinned: true,
      subject: expect.stringMatching(/^[^\n]*CN=Adyen Test Terminal Fleet Root/),
      validFrom: expect.stringMatching(/^2018-04-20T/),
      validTo: expect.stringMatching(/^2048-04-12T/),
    });
  });

  test('is itself when it is loaded again from its own PEM', () => {
    const root = loadFleetRoot(pem, 'test');
    expect(loadFleetRoot(root.pem, 'test')).toEqual(root);
    expect(fingerprint(root.pem)).toBe(FLEET_ROOT_PINS.test);
  });

  test('is recognised without a given environment', () => {
    expect(identifyFleetRoot(pem)).toEqual(loadFleetRoot(pem, 'test'));
  });

  test.each([false, true])('is refused for live, where others are allowed: %j', (allowOther) => {
    const { code, message } = refusal(() => loadFleetRoot(pem, 'live', { allowOther }));
    expect(code).toBe('ERR_CONFIG_ROOT');
    expect(message).toContain('found the fleet root of test, the other environment');
    expect(message).toContain(FLEET_ROOT_PINS.test);
    expect(message).toContain(FLEET_ROOT_PINS.live);
  });

  test('is refused with one bit changed', () => {
    const der = Buffer.from(derOf(pem));
    der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1;
    expect(refusal(() => loadFleetRoot(der, 'test')).message).toContain(FLEET_ROOT_PINS.test);
    expect(refusal(() => loadFleetRoot(der, 'test', { allowOther: true })).code).toBe('ERR_CONFIG_ROOT');
  });

  test('is refused with a second certificate beside it', () => {
    expect(refusal(() => loadFleetRoot(pem + other.certPem, 'test')).message).toContain('a PEM of 2 parts');
    expect(refusal(() => loadFleetRoot(pem + pem, 'test')).message).toContain('a PEM of 2 parts');
  });
});

describe('another root', () => {
  test.each(['test', 'live'] as const)('is refused for %s, with both fingerprints', (environment) => {
    const { code, message } = refusal(() => loadFleetRoot(other.certPem, environment));
    expect(code).toBe('ERR_CONFIG_ROOT');
    expect(message).toContain(FLEET_ROOT_PINS[environment]);
    expect(message).toContain(fingerprint(other.certPem));
    expect(message).toContain('Another Fleet Root');
  });

  test('is taken for test when that is allowed, and is not called pinned', () => {
    expect(loadFleetRoot(other.certPem, 'test', { allowOther: true })).toMatchObject({
      environment: 'test',
      pinned: false,
      fingerprint: fingerprint(other.certPem),
      subject: 'CN=Another Fleet Root, O=Tenderline simulator',
      validFrom: '2024-01-01T00:00:00.000Z',
    });
  });

  test('is the same from the bytes of DER', () => {
    const [text, bytes] = [other.certPem, derOf(other.certPem)];
    const allowOther = { allowOther: true };
    expect(loadFleetRoot(bytes, 'test', allowOther)).toEqual(loadFleetRoot(text, 'test', allowOther));
  });

  test('is never taken for live', () => {
    const { message } = refusal(() => loadFleetRoot(other.certPem, 'live', { allowOther: true }));
    expect(message).toContain('live never takes');
    expect(message).toContain(fingerprint(other.certPem));
  });

  test('is not recognised', () => {
    const { code, message } = refusal(() => identifyFleetRoot(other.certPem));
    expect(code).toBe('ERR_CONFIG_ROOT');
    expect(message).toContain(`(test: SHA-256 ${FLEET_ROOT_PINS.test}, live: SHA-256 ${FLEET_ROOT_PINS.live})`);
    expect(message).toContain(fingerprint(other.certPem));
  });
});

describe('what is not a root', () => {
  const der = derOf(other.certPem);

  test.each([
    ['a leaf', leaf.certPem, 'not a root'],
    ['an intermediate certificate', intermediate.certPem, 'not a root'],
    ['a leaf that signed itself', lonely.certPem, 'not a root'],
    ['a private key', leaf.keyPem, 'a private key'],
    ['a certificate with its private key', leaf.certPem + leaf.keyPem, 'a private key'],
    ['a private key as bytes', Buffer.from(leaf.keyPem), 'a private key'],
    ['two certificates', other.certPem + leaf.certPem, 'a PEM of 2 parts (CERTIFICATE)'],
    [
      'a certificate and a request',
      other.certPem + other.certPem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'),
      'a PEM of 2 parts (CERTIFICATE, CERTIFICATE REQUEST)',
    ],
    ['a PEM of another kind', other.certPem.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'), 'CERTIFICATE REQUEST'],
    ['a PEM that is cut', other.certPem.slice(0, 200), 'no certificate'],
    ['a PEM of garbage', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'no certificate'],
    ['text', 'hello', 'not PEM'],
    ['no text', '', 'not PEM'],
    ['no bytes', new Uint8Array(), 'no certificate'],
    ['bytes', new Uint8Array(100).fill(0x30), 'no certificate'],
    ['DER that is cut', der.subarray(0, -1), 'no certificate'],
    ['DER with something behind it', Buffer.concat([der, derOf(leaf.certPem)]), 'no certificate'],
  ])('%s is refused', (_, certificate, found) => {
    for (const allowOther of [false, true]) {
      const { code, message } = refusal(() => loadFleetRoot(certificate, 'test', { allowOther }));
      expect(code).toBe('ERR_CONFIG_ROOT');
      expect(message).toContain(FLEET_ROOT_PINS.test);
      expect(message).toContain(found);
    }
    expect(refusal(() => identifyFleetRoot(certificate)).code).toBe('ERR_CONFIG_ROOT');
  });

  test('what cannot be read is refused with the cause', () => {
    const twoInOne = Buffer.concat([der, derOf(leaf.certPem)]);
    expect(refusal(() => loadFleetRoot(twoInOne, 'test')).cause).toMatchObject({ message: 'more than a certificate' });
  });

  test('a leaf is refused with its own fingerprint', () => {
    expect(refusal(() => loadFleetRoot(leaf.certPem, 'test')).message).toContain(fingerprint(leaf.certPem));
  });

  test('nothing of a private key is in the message', () => {
    const { message, cause } = refusal(() => loadFleetRoot(leaf.keyPem, 'test'));
    expect(message + String(cause)).not.toContain(leaf.keyPem.split('\n')[1]);
  });
});

test.each(['prod', '', undefined, 'toString'])('the environment %j is refused', (environment) => {
  const call = () => Reflect.apply(loadFleetRoot, undefined, [other.certPem, environment, { allowOther: true }]);
  expect(refusal(call).code).toBe('ERR_CONFIG_ENVIRONMENT');
  expect(refusal(call).message).toBe(`environment: expected test or live, found ${formatValue(environment)}`);
});

test('what is loaded is plain data', () => {
  const root = loadFleetRoot(other.certPem, 'test', { allowOther: true });
  expect(JSON.parse(JSON.stringify(root))).toEqual(root);
});
