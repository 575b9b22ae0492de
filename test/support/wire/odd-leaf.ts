// The certificate library refuses to load without this, whoever loads it first.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { Extension, X509Certificate, X509CertificateGenerator } from '@peculiar/x509';
import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto';
import type { FakeFleet, IssuedCertificate } from '../../../simulator/fleet/fleet.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 60 * 60 * 1000;

export interface OddLeafRequest {
  readonly poiid: string;
  /** Instead of the name of the terminal; empty for a certificate without a name. */
  readonly commonName?: string;
  /** With a critical extension that no software knows. */
  readonly critical?: boolean;
  /** From now on. Default 1. */
  readonly days?: number;
}

/** A certificate under a fake fleet that no fleet issues. */
export async function oddLeaf(
  { authorities: { intermediate } }: FakeFleet,
  { poiid, commonName = `${poiid}.test.terminal.adyen.com`, critical = false, days = 1 }: OddLeafRequest,
): Promise<IssuedCertificate> {
  const pair = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const issuerKey = createPrivateKey(intermediate.keyPem).export({ type: 'pkcs8', format: 'der' });
  const certificate = await X509CertificateGenerator.create({
    subject: commonName === '' ? [] : [{ CN: [commonName] }],
    issuer: new X509Certificate(intermediate.certPem).subjectName,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
    publicKey: pair.publicKey,
    signingKey: await webcrypto.subtle.importKey('pkcs8', issuerKey, P256, false, ['sign']),
    signingAlgorithm: P256,
    extensions: critical ? [new Extension('1.3.6.1.4.1.99999.1', true, new Uint8Array([5, 0]))] : [],
  });
  const certPem = `${certificate.toString('pem')}\n`;
  const keyPem = KeyObject.from(pair.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { certPem, keyPem, chainPem: certPem + intermediate.certPem };
}
