import type { X509Certificate } from 'node:crypto';

/** The Common Name of whom a certificate was issued for, for people; the whole name where it has none. */
export function subjectName(certificate: X509Certificate): string {
  return nameOf(certificate.toLegacyObject().subject.CN, certificate.subject);
}

/** The Common Name of whom it was issued by. */
export function issuerName(certificate: X509Certificate): string {
  return nameOf(certificate.toLegacyObject().issuer.CN, certificate.issuer);
}

/** Node.js gives a list where there are several, and each part of the whole name on a line of its own. */
function nameOf(commonName: unknown, whole: string | undefined): string {
  const [first = commonName] = Array.isArray(commonName) ? commonName : [];
  return typeof first === 'string' ? first : (whole ?? '').split('\n').join(', ');
}
