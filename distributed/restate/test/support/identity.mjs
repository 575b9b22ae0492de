// The key pair that the servers of a test sign their calls with.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** Writes the private key to that file. The public one is in the words that a worker takes. */
export function writeIdentity(path) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { path, publicKey: `publickeyv1_${base58(raw)}` };
}

function base58(bytes) {
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let [number, text] = [BigInt(`0x${bytes.toString('hex')}`), ''];
  for (; number > 0n; number /= 58n) text = letters[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}
