import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createKeyRing, deriveKeyMaterial, open, seal } from '../../../crypto/index.ts';

const common = { id: z.string(), what: z.string(), passphrase: z.string(), NexoBlob: z.string(), Hmac: z.string() };
const OwnSchema = z.object({
  vectors: z.array(
    z.object({
      ...common,
      hmacKeyHex: z.string(),
      cipherKeyHex: z.string(),
      ivHex: z.string(),
      nonceHex: z.string(),
      messageIvHex: z.string(),
      plaintextBase64: z.string(),
    }),
  ),
});
const ExternalSchema = z.object({
  vectors: z.array(z.object({ ...common, Nonce: z.string(), plaintextSha256: z.string(), plaintextBytes: z.number() })),
});

const read = (url: URL): unknown => JSON.parse(readFileSync(url, 'utf8'));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const OWN = OwnSchema.parse(read(new URL('../../vectors/own.json', import.meta.url))).vectors;

describe('the project vectors', () => {
  test('there are some', () => expect(OWN.length).toBeGreaterThanOrEqual(10));

  describe.each(OWN)('$id: $what', (vector) => {
    const nonce = Buffer.from(vector.nonceHex, 'hex');
    const plaintext = Buffer.from(vector.plaintextBase64, 'base64');
    const sealed = { NexoBlob: vector.NexoBlob, Nonce: nonce.toString('base64'), Hmac: vector.Hmac };

    test('the key material is derived byte for byte', async () => {
      const material = await deriveKeyMaterial(vector.passphrase);
      expect(material.hmacKey.export().toString('hex')).toBe(vector.hmacKeyHex);
      expect(material.cipherKey.export().toString('hex')).toBe(vector.cipherKeyHex);
      expect(hex(material.messageIv(new Uint8Array(16)))).toBe(vector.ivHex);
      expect(hex(material.messageIv(nonce))).toBe(vector.messageIvHex);
    });

    test('sealing gives the same bytes', async () => {
      expect(seal(await deriveKeyMaterial(vector.passphrase), plaintext, nonce)).toEqual(sealed);
    });

    test('opening gives the plaintext', async () => {
      expect(hex(open(await deriveKeyMaterial(vector.passphrase), sealed))).toBe(hex(plaintext));
    });
  });

  test('a key of the ring seals as its passphrase does', async () => {
    const [vector] = OWN;
    if (vector === undefined) throw new Error('no vector');
    const ring = await createKeyRing([{ keyIdentifier: 'lane', keyVersion: 3, passphrase: vector.passphrase }]);
    const sealed = seal(
      ring.active.material,
      Buffer.from(vector.plaintextBase64, 'base64'),
      Buffer.from(vector.nonceHex, 'hex'),
    );
    expect(sealed.NexoBlob).toBe(vector.NexoBlob);
  });
});

const externalUrl = new URL('../../../../shared/vectors/external.json', import.meta.url);
const EXTERNAL = existsSync(externalUrl) ? ExternalSchema.parse(read(externalUrl)).vectors : undefined;
if (EXTERNAL === undefined) console.log('skipped: the vectors of other projects are not there');

test.skipIf(EXTERNAL === undefined)('vectors of other projects open to the plaintext they state', async () => {
  for (const vector of EXTERNAL ?? []) {
    const plaintext = open(await deriveKeyMaterial(vector.passphrase), vector);
    const plaintextSha256 = createHash('sha256').update(plaintext).digest('hex');
    expect(vector).toMatchObject({ plaintextSha256, plaintextBytes: plaintext.length });
  }
  expect(EXTERNAL?.map(({ id }) => id)).toEqual(['A', 'C', 'D', 'E']);
});
