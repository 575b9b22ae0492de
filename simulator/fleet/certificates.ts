// The certificate library finds its parts by reflection and refuses to load without this.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { createPrivateKey, createPublicKey, KeyObject, webcrypto } from 'node:crypto';

/** The kind of key of a fake fleet. A P-256 key is made in a millisecond; RSA, which the real root has, takes noticeably longer. */
export type FleetKeys = 'P-256' | 'RSA-2048';

/** A certificate with its private key, both in PEM. */
export interface CertificateWithKey {
  readonly certPem: string;
  /** PKCS#8. */
  readonly keyPem: string;
}

/** The contents of a certificate. */
export interface CertificateContents {
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly role: 'root' | 'intermediate' | 'terminal';
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const ORGANISATION = 'Tenderline simulator';

/** Creates a certificate and its key. Without an `issuer` it is self-signed. */
export async function certify(
  contents: CertificateContents,
  keys: FleetKeys,
  issuer?: CertificateWithKey,
): Promise<CertificateWithKey> {
  const algorithm = keys === 'P-256' ? P256 : RSA;
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = [{ CN: [contents.commonName] }, { O: [ORGANISATION] }];
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: issuer === undefined ? subject : new X509Certificate(issuer.certPem).subjectName,
    notBefore: contents.notBefore,
    notAfter: contents.notAfter,
    publicKey: pair.publicKey,
    ...(issuer === undefined
      ? { signingKey: pair.privateKey, signingAlgorithm: algorithm }
      : await signingKeyOf(issuer.keyPem)),
    extensions: [
      ...extensionsOf(contents.role),
      await SubjectKeyIdentifierExtension.create(pair.publicKey),
      ...(issuer === undefined
        ? []
        : [await AuthorityKeyIdentifierExtension.create(new X509Certificate(issuer.certPem).publicKey)]),
    ],
  });
  return {
    certPem: `${certificate.toString('pem')}\n`,
    keyPem: KeyObject.from(pair.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Whether a key in PEM belongs to a certificate in PEM. @throws when one of them cannot be read */
export function belongTogether({ certPem, keyPem }: CertificateWithKey): boolean {
  const fromKey = createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' });
  return fromKey.equals(Buffer.from(new X509Certificate(certPem).publicKey.rawData));
}

async function signingKeyOf(keyPem: string) {
  const key = createPrivateKey(keyPem);
  const signingAlgorithm = key.asymmetricKeyType === 'ec' ? P256 : RSA;
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, signingAlgorithm, false, ['sign']);
  return { signingKey, signingAlgorithm };
}

function extensionsOf(role: CertificateContents['role']): Extension[] {
  if (role === 'terminal') {
    return [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ];
  }
  return [
    new BasicConstraintsExtension(true, role === 'root' ? 1 : 0, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}
