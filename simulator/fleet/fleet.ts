import { X509Certificate } from 'node:crypto';
import { certify, type CertificateWithKey, type FleetKeys } from './certificates.ts';

/** The certificate to issue to a terminal, valid or faulty. */
export interface LeafRequest {
  /** The terminal it is for: the Common Name becomes `<poiid>.<environment>.terminal.adyen.com` (reference 1.7). */
  readonly poiid?: string | undefined;
  /** The Common Name, whatever it is; wins over `poiid` and `legacy`. */
  readonly commonName?: string | undefined;
  /** `legacy-terminal-certificate.<environment>.terminal.adyen.com`, which names no terminal. */
  readonly legacy?: boolean | undefined;
  /** The suffix of the Common Name. Default `test`. */
  readonly environment?: 'test' | 'live' | undefined;
  /** Default `current`: from a day ago for two years. */
  readonly validity?: 'current' | 'expired' | 'notYetValid' | undefined;
  /** Leaves the intermediate out of `chainPem`, as a badly configured server does. */
  readonly withoutIntermediate?: boolean | undefined;
  /** Signs the leaf with its own key, so that it chains to no root. */
  readonly selfSigned?: boolean | undefined;
}

/** A certificate to serve: all in PEM. */
export interface IssuedCertificate {
  readonly certPem: string;
  /** The leaf, then the intermediate: what a TLS server presents. */
  readonly chainPem: string;
  /** PKCS#8. */
  readonly keyPem: string;
}

/** A fake terminal fleet: a root to trust in a test, and certificates under it. */
export interface FakeFleet {
  /** The root certificate, which a client trusts instead of Adyen's. */
  readonly rootPem: string;
  /** SHA-256 of the root certificate: 64 hexadecimal digits in capitals. */
  readonly rootSha256: string;
  /** Root and intermediate with their keys, for `saveFleet`. */
  readonly authorities: FleetAuthorities;
  issue(request: LeafRequest): Promise<IssuedCertificate>;
}

/** The certificates of a simulated fleet that issue others. */
export interface FleetAuthorities {
  readonly root: CertificateWithKey;
  readonly intermediate: CertificateWithKey;
}

/** How a simulated fleet is made. */
export interface FakeFleetOptions {
  /** Default `P-256`, so that a fleet is created within milliseconds. The real root is RSA (reference 1.7). */
  readonly keys?: FleetKeys | undefined;
  /** The moment the validity counts from, in milliseconds since 1970. Default the system's clock. */
  readonly nowMs?: number | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_POIID = 'V400m-324688179';

/**
 * Creates a fake fleet: a self-signed root, an intermediate, and terminals' certificates on request. Its names state that it is
 * fake. Each call creates another root, which is how a test gets a wrong one.
 */
export async function createFakeFleet({
  keys = 'P-256',
  nowMs = Date.now(),
}: FakeFleetOptions = {}): Promise<FakeFleet> {
  const life = { notBefore: new Date(nowMs - 7 * DAY_MS), notAfter: new Date(nowMs + 20 * 365 * DAY_MS) };
  const root = await certify({ ...life, commonName: 'Tenderline Fake Terminal Fleet Root', role: 'root' }, keys);
  const intermediate = await certify(
    { ...life, commonName: 'Tenderline Fake Terminal Fleet Intermediate', role: 'intermediate' },
    keys,
    root,
  );
  return fleetOf({ root, intermediate }, { keys, nowMs: () => nowMs });
}

/** A fleet of existing authorities. */
export function fleetOf(
  authorities: FleetAuthorities,
  { keys, nowMs }: { keys: FleetKeys; nowMs: () => number },
): FakeFleet {
  const { root, intermediate } = authorities;
  return {
    rootPem: root.certPem,
    rootSha256: new X509Certificate(root.certPem).fingerprint256.replaceAll(':', ''),
    authorities,
    async issue(request) {
      const contents = {
        commonName: commonNameOf(request),
        ...validityOf(request, nowMs()),
        role: 'terminal' as const,
      };
      const leaf = await certify(contents, keys, request.selfSigned === true ? undefined : intermediate);
      const alone = request.withoutIntermediate === true || request.selfSigned === true;
      return { ...leaf, chainPem: alone ? leaf.certPem : leaf.certPem + intermediate.certPem };
    },
  };
}

function commonNameOf({ commonName, legacy, poiid = DEFAULT_POIID, environment = 'test' }: LeafRequest): string {
  return commonName ?? `${legacy === true ? 'legacy-terminal-certificate' : poiid}.${environment}.terminal.adyen.com`;
}

/** First and last day of validity, counted from today. */
const LIFE_DAYS = {
  current: [-1, 730],
  expired: [-3, -1],
  notYetValid: [1, 730],
} as const;

function validityOf({ validity = 'current' }: LeafRequest, nowMs: number): { notBefore: Date; notAfter: Date } {
  const [from, until] = LIFE_DAYS[validity];
  return { notBefore: new Date(nowMs + from * DAY_MS), notAfter: new Date(nowMs + until * DAY_MS) };
}
