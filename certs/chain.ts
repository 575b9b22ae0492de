import { X509Certificate } from 'node:crypto';
import type { FleetRoot } from './fleet-root.ts';
import { issuerName } from './common-name.ts';
import { isSameCertificate, isSignedBy, publicAuthorityOf } from './signatures.ts';
import { ENVIRONMENTS, FLEET_ROOT_PINS, type Environment } from './pins.ts';

/** Where a chain of certificates leads. The dates in it are another question. */
export type ChainEnd =
  /** To the fleet root. */
  | { readonly kind: 'fleetRoot' }
  /** To the root of the other environment. */
  | { readonly kind: 'otherEnvironment'; readonly environment: Environment }
  /** To a root with the name of the fleet root, and another key. */
  | { readonly kind: 'sameNameOtherRoot'; readonly issuer: string }
  /** The certificate signed itself. */
  | { readonly kind: 'selfSigned'; readonly issuer: string }
  /** Its issuer is missing, and has the name of a part of a terminal fleet. */
  | { readonly kind: 'incomplete'; readonly issuer: string }
  /** To an authority that browsers trust, which no terminal has. */
  | { readonly kind: 'publicAuthority'; readonly issuer: string }
  /** To an authority that is not known here: that of a company, or of an inspecting box. */
  | { readonly kind: 'otherAuthority'; readonly issuer: string }
  /** Nothing was presented, or a signature in it does not hold. */
  | { readonly kind: 'broken' };

const FLEET_NAME = /terminal fleet/i;
const ROOT_NAME: Readonly<Record<Environment, RegExp>> = {
  test: /^CN=Adyen Test Terminal Fleet Root$/m,
  live: /^CN=Adyen Live Terminal Fleet Root$/m,
};

/**
 * Follows a chain from the certificate of the peer upwards, and says in detail where it leads: the TLS handshake only says that it is not
 * to the root. It decides nothing: a connection is verified by TLS itself.
 */
export function findChainEnd(chain: readonly X509Certificate[], fleetRoot: FleetRoot): ChainEnd {
  const root = new X509Certificate(fleetRoot.pem);
  const top = chain.at(-1);
  if (top === undefined || !holds(chain)) return { kind: 'broken' };
  if (chain.some((one) => isSameCertificate(one, root)) || isSignedBy(top, root)) return { kind: 'fleetRoot' };
  const environment = otherEnvironment(chain, fleetRoot.environment);
  if (environment !== undefined) return { kind: 'otherEnvironment', environment };
  const issuer = issuerName(top);
  if (top.issuer === root.subject) return { kind: 'sameNameOtherRoot', issuer };
  if (publicAuthorityOf(chain) !== undefined) return { kind: 'publicAuthority', issuer };
  if (chain.length === 1 && top.issuer === top.subject) return { kind: 'selfSigned', issuer };
  if (FLEET_NAME.test(issuer)) return { kind: 'incomplete', issuer };
  return { kind: 'otherAuthority', issuer };
}

function holds(chain: readonly X509Certificate[]): boolean {
  return chain.every((one, index) => {
    const issuer = chain[index + 1];
    return issuer === undefined || isSignedBy(one, issuer);
  });
}

function otherEnvironment(chain: readonly X509Certificate[], ours: Environment): Environment | undefined {
  return ENVIRONMENTS.find((other) => other !== ours && chain.some((one) => isOfRoot(one, other)));
}

function isOfRoot(one: X509Certificate, environment: Environment): boolean {
  const fingerprint = one.fingerprint256.replaceAll(':', '');
  return fingerprint === FLEET_ROOT_PINS[environment] || ROOT_NAME[environment].test(one.issuer);
}
