import { X509Certificate } from 'node:crypto';
import { ConfigError, formatValue } from '../errors.ts';
import { ENVIRONMENTS, FLEET_ROOT_PINS, type Environment } from './pins.ts';

/** The certificate that every terminal of an environment chains to, verified. Plain data. */
export interface FleetRoot {
  readonly environment: Environment;
  /** The certificate alone, in PEM. */
  readonly pem: string;
  /** SHA-256 of the certificate: 64 upper-case hex digits. */
  readonly fingerprint: string;
  /** Whether it is Adyen's own root. `false` only for another root that was allowed for `test`, which deserves a warning. */
  readonly pinned: boolean;
  /** The distinguished name on one line, for people. */
  readonly subject: string;
  /** ISO 8601. The TLS handshake checks whether it is valid now. */
  readonly validFrom: string;
  readonly validTo: string;
}

/** Which roots are accepted. */
export interface LoadFleetRootOptions {
  /** Accepts a root that is not Adyen's, for example a simulator's. Only for `test`. Default `false`. */
  readonly allowOther?: boolean;
}

/**
 * Reads a fleet root and checks that it is the right one (reference 1.7).
 *
 * @param certificate one certificate, as PEM text or as the bytes of PEM or DER
 * @throws {ConfigError} `ERR_CONFIG_ROOT` when it is not one certificate, or not the root of that environment
 */
export function loadFleetRoot(
  certificate: string | Uint8Array,
  environment: Environment,
  { allowOther = false }: LoadFleetRootOptions = {},
): FleetRoot {
  if (!ENVIRONMENTS.includes(environment)) {
    throw new ConfigError('ERR_CONFIG_ENVIRONMENT', {
      path: 'environment',
      expected: 'test or live',
      found: formatValue(environment),
    });
  }
  const expected = `the fleet root of ${environment}, SHA-256 ${FLEET_ROOT_PINS[environment]}`;
  const found = readCertificate(certificate, expected);
  const fingerprint = fingerprintOf(found);
  const owner = ownerOf(fingerprint);
  if (owner === environment) return describe(found, environment, true);
  if (owner !== undefined) {
    throw refused(expected, `the fleet root of ${owner}, the other environment, SHA-256 ${fingerprint}`);
  }
  const description = `${formatValue(onOneLine(found.subject))}, SHA-256 ${fingerprint}`;
  if (!isRoot(found)) throw refused(expected, `a certificate that is not a root: ${description}`);
  if (!allowOther) throw refused(expected, `another root: ${description}`);
  if (environment === 'live') throw refused(expected, `another root, which live never takes: ${description}`);
  return describe(found, environment, false);
}

/**
 * Reads one of the two fleet roots of Adyen and finds out which it is.
 *
 * @throws {ConfigError} `ERR_CONFIG_ROOT` when it is neither
 */
export function identifyFleetRoot(certificate: string | Uint8Array): FleetRoot {
  const pins = ENVIRONMENTS.map((environment) => `${environment}: SHA-256 ${FLEET_ROOT_PINS[environment]}`);
  const expected = `a fleet root (${pins.join(', ')})`;
  const found = readCertificate(certificate, expected);
  const fingerprint = fingerprintOf(found);
  const owner = ownerOf(fingerprint);
  if (owner === undefined) throw refused(expected, `${formatValue(onOneLine(found.subject))}, SHA-256 ${fingerprint}`);
  return describe(found, owner, true);
}

// --- Reading ---

/** Drops the text around the certificate in a PEM file; a second PEM block of any kind is not ignored. */
function readCertificate(input: string | Uint8Array, expected: string): X509Certificate {
  const bytes = typeof input === 'string' ? Buffer.from(input, 'utf8') : Buffer.from(input);
  const text = bytes.toString('latin1');
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, label = '']) => label);
  if (blocks.some((label) => label.includes('PRIVATE KEY'))) {
    throw refused(expected, 'a private key, which does not belong here');
  }
  if (blocks.length > 1)
    throw refused(expected, `a PEM of ${blocks.length} parts (${[...new Set(blocks)].join(', ')})`);
  const [label] = blocks;
  if (label !== undefined && label !== 'CERTIFICATE') throw refused(expected, `a PEM of another kind: ${label}`);
  if (label === undefined && typeof input === 'string') throw refused(expected, 'text that is not PEM');
  try {
    const certificate = new X509Certificate(bytes);
    // OpenSSL reads the first certificate and silently ignores what follows it.
    if (label === undefined && certificate.raw.length !== bytes.length) throw new RangeError('more than a certificate');
    return certificate;
  } catch (cause) {
    throw refused(expected, 'no certificate that can be read', cause);
  }
}

function isRoot(certificate: X509Certificate): boolean {
  return certificate.ca && certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

// --- Describing ---

function describe(certificate: X509Certificate, environment: Environment, pinned: boolean): FleetRoot {
  return {
    environment,
    pem: certificate.toString(),
    fingerprint: fingerprintOf(certificate),
    pinned,
    subject: onOneLine(certificate.subject),
    validFrom: new Date(certificate.validFrom).toISOString(),
    validTo: new Date(certificate.validTo).toISOString(),
  };
}

function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toUpperCase();
}

function ownerOf(fingerprint: string): Environment | undefined {
  return ENVIRONMENTS.find((environment) => FLEET_ROOT_PINS[environment] === fingerprint);
}

/** Node gives each part of a name its own line. */
function onOneLine(subject: string | undefined): string {
  return (subject ?? '').split('\n').join(', ');
}

function refused(expected: string, found: string, cause?: unknown): ConfigError {
  return new ConfigError('ERR_CONFIG_ROOT', { path: 'fleet root', expected, found }, { cause });
}
