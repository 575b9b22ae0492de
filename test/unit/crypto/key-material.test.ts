import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { deriveKeyMaterial, KeyMaterial } from '../../../crypto/index.ts';

const PASSPHRASE = 'Lane7_Blue!Kettle';

describe('deriving', () => {
  test('leaves the event loop free', async () => {
    let turns = 0;
    let busy = true;
    const turn = () => {
      turns += 1;
      if (busy) setImmediate(turn);
    };
    setImmediate(turn);
    await Promise.all(Array.from({ length: 8 }, (_, index) => deriveKeyMaterial(`${PASSPHRASE}${index}`)));
    busy = false;
    // A derivation on the event loop would be over before the first turn.
    expect(turns).toBeGreaterThan(0);
  });

  test('reads the passphrase as UTF-8', async () => {
    const [composed, decomposed] = await Promise.all(['Caf\u00e9', 'Cafe\u0301'].map(deriveKeyMaterial));
    expect(composed?.hmacKey.export()).not.toEqual(decomposed?.hmacKey.export());
  });
});

describe('key material', () => {
  test('does not change when the bytes it was made of are wiped', () => {
    for (const bytes of [Buffer.alloc(80, 7), new Uint8Array(80).fill(7)]) {
      const material = new KeyMaterial(bytes);
      bytes.fill(0);
      expect(material.messageIv(new Uint8Array(16))).toEqual(new Uint8Array(16).fill(7));
      expect(material.hmacKey.export()).toEqual(Buffer.alloc(32, 7));
      expect(material.cipherKey.export()).toEqual(Buffer.alloc(32, 7));
    }
  });

  test('does not change when a message IV it gave is written to', () => {
    const material = new KeyMaterial(new Uint8Array(80).fill(7));
    material.messageIv(new Uint8Array(16)).fill(0);
    expect(material.messageIv(new Uint8Array(16))).toEqual(new Uint8Array(16).fill(7));
  });

  test('shows nothing of itself, however it is printed', async () => {
    const material = await deriveKeyMaterial(PASSPHRASE);
    const printed = [
      inspect(material, { depth: null, showHidden: true }),
      inspect(material, { depth: null, showHidden: true, customInspect: false }),
      inspect({ material }, { depth: null }),
      JSON.stringify({ material }),
      // oxlint-disable-next-line typescript/no-base-to-string -- how it is printed is the question
      String(material),
      JSON.stringify(Object.entries(material)),
    ].join('\n');
    const secrets = [
      material.hmacKey.export(),
      material.cipherKey.export(),
      Buffer.from(material.messageIv(new Uint8Array(16))),
    ];
    for (const secret of secrets) {
      for (const encoding of ['hex', 'base64'] as const) expect(printed).not.toContain(secret.toString(encoding));
      expect(printed).not.toContain(JSON.stringify([...secret]).slice(1, -1));
      expect(printed).not.toContain([...secret].join(', '));
    }
    expect(printed).not.toContain(PASSPHRASE);
    expect(JSON.stringify(material)).toBe('"[secret]"');
    expect(inspect(material)).toBe('KeyMaterial [secret]');
  });
});
