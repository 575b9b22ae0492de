// Message protection: what a payment pays for it. Baseline: the same AES-256-CBC and HMAC-SHA256 by Node's crypto alone, without
// base64 and checks. Adyen's library derives the key for every message; it is measured as it is used.
// Not measured: JSON, the network, the terminal.
import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import nexoCrypto from '@adyen/api-library/lib/src/security/nexoCrypto.js';
import { deriveKeyMaterial, open, seal } from '../dist/crypto/index.js';
import { measure, printTable } from './measure.mjs';

const PASSPHRASE = 'Lane7_Blue!Kettle';
const KIB = 1024;
const ADYEN_KEY = { Passphrase: PASSPHRASE, KeyIdentifier: 'lane-key', KeyVersion: 3, AdyenCryptoVersion: 1 };
const AdyenCrypto = nexoCrypto.default ?? nexoCrypto;

const key = await deriveKeyMaterial(PASSPHRASE);
const nonce = randomBytes(16);
const adyen = new AdyenCrypto();

function baseline(plaintext) {
  const iv = key.messageIv(nonce);
  const cipher = createCipheriv('aes-256-cbc', key.cipherKey, iv);
  const blob = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  createHmac('sha256', key.hmacKey).update(plaintext).digest();
  const decipher = createDecipheriv('aes-256-cbc', key.cipherKey, iv);
  const opened = Buffer.concat([decipher.update(blob), decipher.final()]);
  createHmac('sha256', key.hmacKey).update(opened).digest();
}

function adyenRoundTrip(text) {
  adyen.decrypt(AdyenCrypto.encrypt({}, text, ADYEN_KEY), ADYEN_KEY);
}

const us = (value) => value.toFixed(value < 100 ? 1 : 0);

export async function run() {
  const rows = [['', 'rounds', 'median us', 'p95 us', 'x baseline']];
  const add = (name, rounds, { medianUs, p95Us }, base) =>
    rows.push([name, String(rounds), us(medianUs), us(p95Us), base === undefined ? '' : (medianUs / base).toFixed(2)]);

  const sync = await measure(() => pbkdf2Sync(PASSPHRASE, 'AdyenNexoV1Salt', 4000, 80, 'sha1'), 300);
  add('derive key, baseline (blocks the event loop)', 300, sync);
  add('derive key', 300, await measure(() => deriveKeyMaterial(PASSPHRASE), 300), sync.medianUs);

  for (const [size, rounds] of [
    [1, 20_000],
    [8, 10_000],
    [64, 2000],
  ]) {
    const plaintext = Buffer.alloc(size * KIB, '{"SaleToPOIRequest":{}} ');
    const base = await measure(() => baseline(plaintext), rounds);
    add(`seal + open ${size} KiB, baseline`, rounds, base);
    add(
      `seal + open ${size} KiB`,
      rounds,
      await measure(() => open(key, seal(key, plaintext, nonce)), rounds),
      base.medianUs,
    );
    const text = plaintext.toString('utf8');
    add(
      `seal + open ${size} KiB, @adyen/api-library`,
      40,
      await measure(() => adyenRoundTrip(text), 40),
      base.medianUs,
    );
  }
  printTable('Message protection, key derived once', rows);
}
