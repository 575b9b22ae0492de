import { existsSync, readFileSync } from 'node:fs';
import { certify, type CertificateWithKey } from '../../../simulator/fleet/certificates.ts';

const DAY_MS = 86_400_000;
const notBefore = new Date('2024-01-01T00:00:00Z');
const notAfter = new Date(notBefore.getTime() + 3650 * DAY_MS);

/** A root that is not Adyen's. */
export const otherRoot = (): Promise<CertificateWithKey> =>
  certify({ commonName: 'Another Fleet Root', notBefore, notAfter, role: 'root' }, 'P-256');

/** May sign others, and was signed by another. */
export const intermediateOf = (issuer: CertificateWithKey): Promise<CertificateWithKey> =>
  certify({ commonName: 'Another Intermediate', notBefore, notAfter, role: 'intermediate' }, 'P-256', issuer);

/** Self-signed, and may sign no other certificate. */
export const selfSignedLeaf = (): Promise<CertificateWithKey> =>
  certify({ commonName: 'V400m-324688179.test.terminal.adyen.com', notBefore, notAfter, role: 'terminal' }, 'P-256');

export const leafOf = (issuer: CertificateWithKey): Promise<CertificateWithKey> =>
  certify(
    { commonName: 'V400m-324688179.test.terminal.adyen.com', notBefore, notAfter, role: 'terminal' },
    'P-256',
    issuer,
  );

const testRootUrl = new URL('../../../../shared/certs/adyen-terminalfleet-test.pem', import.meta.url);

/** Adyen's test root. It is not part of this repository: tests that need it are skipped, aloud, where it is absent. */
export const TEST_ROOT = existsSync(testRootUrl) ? readFileSync(testRootUrl, 'utf8') : undefined;
if (TEST_ROOT === undefined) console.log('skipped: the test fleet root of Adyen is not there');

export function derOf(pem: string): Uint8Array {
  return Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
}
