import { expect, test } from 'vitest';
import { validatePassphrase } from '../../../crypto/index.ts';

function faultOf(passphrase: string): string | undefined {
  const fault = validatePassphrase(passphrase);
  return fault && `expected ${fault.expected}, found ${fault.found}`;
}

const SPECIAL = '~!@#$%^&*()_+=}{][;:?.,><';

test.each([
  ['Ab1!Ab1!Ab1', 'at least 12 characters, found 11'],
  ['', 'at least 12 characters, found 0'],
  ['lane7_blue!kettle', 'letter A-Z'],
  ['LANE7_BLUE!KETTLE', 'letter a-z'],
  ['Lane_Blue!Kettle', 'digit 0-9'],
  ['Lane7BlueKettle', 'at least one of'],
  ['Lane7_Blue-Kettle', 'found 1 other'],
  ['Lane7_Blue Kettle', 'found 1 other'],
  ['Lane7_Blu\u00e9K\u00e9ttle', 'found 2 other'],
  ['Lane7_Blue"\'/\\|', 'found 5 other'],
  ['Lane7_Blue\nKettle', 'found 1 other'],
])('refuses %j: %s', (passphrase, reason) => {
  expect(faultOf(passphrase)).toContain(reason);
});

test.each(Array.from(SPECIAL))('takes %s as the special character', (special) => {
  expect(validatePassphrase(`Lane7BlueKettle${special}`)).toBeUndefined();
});

test('takes 12 characters and many', () => {
  expect(validatePassphrase('Ab1!Ab1!Ab1!')).toBeUndefined();
  expect(validatePassphrase('Ab1!'.repeat(64))).toBeUndefined();
});

test('never repeats the passphrase, or a part of it', () => {
  for (const passphrase of [
    'Qz8QzQzQz',
    'qz8qz_qzqzqzqz',
    'QZ8QZ_QZQZQZQZ',
    'Qzqz_QzQzQzQz',
    'Qz8QzQzQzQzQz',
    'Qz8_\u00e9-QzQzQz',
  ]) {
    expect(faultOf(passphrase)).not.toMatch(/qz|\u00e9/i);
  }
});
