// Message protection: what a payment pays for it.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import nexoCrypto from '@adyen/api-library/lib/src/security/nexoCrypto.js';
import nexoDerivedKeyGenerator from '@adyen/api-library/lib/src/security/nexoDerivedKeyGenerator.js';
import { load } from './lib/dist.mjs';
import * as bare from './lib/nexo.mjs';
import { byTurns, median } from './lib/turns.mjs';

export const title = 'Message protection';
export const notMeasured = 'JSON, the network, the terminal.';

const { passphrase, keyIdentifier, keyVersion } = bare.SHARED_KEY;
const ADYEN_KEY = {
  Passphrase: passphrase,
  KeyIdentifier: keyIdentifier,
  KeyVersion: keyVersion,
  AdyenCryptoVersion: 1,
};
const AdyenCrypto = nexoCrypto.default ?? nexoCrypto;
const AdyenKeys = nexoDerivedKeyGenerator.default ?? nexoDerivedKeyGenerator;
const KIB = 1024;

export async function run(report, { quick }) {
  const { deriveKeyMaterial, open, seal } = await load('crypto/index.js');
  const key = await deriveKeyMaterial(passphrase);
  const adyen = new AdyenCrypto();
  const nonce = randomBytes(16);

  const derived = await byTurns(
    {
      bare: () => pbkdf2Sync(passphrase, 'AdyenNexoV1Salt', 4000, 80, 'sha1'),
      tenderline: () => deriveKeyMaterial(passphrase),
    },
    { turns: quick ? 20 : 200 },
  );
  const { adyen: theirs } = await byTurns(
    { adyen: () => AdyenKeys.deriveKeyMaterial(passphrase) },
    { turns: quick ? 3 : 15 },
  );
  report.table('Derive a key: once at the start of the engine; the library of Adyen does it for every message', {
    baseline: 'node:crypto, which blocks the event loop meanwhile',
  });
  const base = report.figure('node:crypto', 'us', derived.bare.us);
  report.figure('Tenderline', 'us', derived.tenderline.us, { per: base });
  report.figure('@adyen/api-library', 'us', theirs.us, { per: base });

  for (const size of [0.5, 1, 8, 64]) {
    const plaintext = Buffer.alloc(size * KIB, '{"SaleToPOIRequest":{}} ');
    const text = plaintext.toString();
    const sealed = seal(key, plaintext, nonce);
    const bareSealed = bare.seal(plaintext, nonce);
    // Turns of two milliseconds: what else the machine does falls into few of them, and the median has none of it.
    const turns = quick ? 10 : 150;
    const batch = Math.max(1, Math.round(100 / Math.max(1, size)));
    const fast = await byTurns(
      {
        bareSeal: () => bare.seal(plaintext, nonce),
        seal: () => seal(key, plaintext, nonce),
        bareOpen: () => bare.open(bareSealed),
        open: () => open(key, sealed),
        bareBoth: () => bare.open(bare.seal(plaintext, nonce)),
        both: () => open(key, seal(key, plaintext, nonce)),
      },
      { turns, batch },
    );
    const adyenSealed = AdyenCrypto.encrypt({}, text, ADYEN_KEY);
    const slow = await byTurns(
      {
        seal: () => AdyenCrypto.encrypt({}, text, ADYEN_KEY),
        open: () => adyen.decrypt(adyenSealed, ADYEN_KEY),
        both: () => adyen.decrypt(AdyenCrypto.encrypt({}, text, ADYEN_KEY), ADYEN_KEY),
      },
      { turns: quick ? 3 : 15 },
    );
    report.table(`Seal and open ${size} KiB`, { baseline: 'node:crypto on ready keys, the same work' });
    const goal = size === 1 ? { atMost: 1.2 } : undefined;
    const bareUs = report.figure('seal and open, node:crypto', 'us', fast.bareBoth.us);
    report.figure('seal and open, Tenderline', 'us', fast.both.us, { per: bareUs, goal });
    report.figure('seal alone', 'us', fast.seal.us, { per: median(fast.bareSeal.us) });
    report.figure('open alone', 'us', fast.open.us, { per: median(fast.bareOpen.us) });
    report.figure('seal and open, @adyen/api-library', 'us', slow.both.us, { per: bareUs });
    report.figure('seal alone, @adyen/api-library', 'us', slow.seal.us, { per: median(fast.bareSeal.us) });
    report.figure('open alone, @adyen/api-library', 'us', slow.open.us, { per: median(fast.bareOpen.us) });
    report.figure('Adyen per Tenderline', 'times', median(slow.both.us) / median(fast.both.us), {
      goal: size === 1 ? { atLeast: 1000, of: 'value' } : undefined,
    });
  }
}
