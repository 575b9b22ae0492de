import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { subjectName } from './common-name.ts';

/** Whether one certificate names the other as its issuer, and was signed by its key. */
export function isSignedBy(one: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return one.checkIssued(issuer) && one.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

export function isSameCertificate(a: X509Certificate, b: X509Certificate): boolean {
  return a.fingerprint256 === b.fingerprint256;
}

/**
 * The name of the public authority that a chain leads to; `undefined` when it leads to none.
 *
 * @param roots in PEM. Default: those that Node.js has
 */
export function publicAuthorityOf(
  chain: readonly X509Certificate[],
  roots: readonly string[] = rootCertificates,
): string | undefined {
  const top = chain.at(-1);
  if (top === undefined) return undefined;
  const authority = roots
    .map((pem) => new X509Certificate(pem))
    .find((root) => root.subject === top.issuer && (isSameCertificate(root, top) || isSignedBy(top, root)));
  return authority && subjectName(authority);
}
