import { formatValue } from '../errors.ts';
import type { Environment } from './pins.ts';

/** Why a peer is not the addressed terminal. The codes are those of the fault table. */
export interface IdentityFault {
  readonly code: 'ERR_IDENTITY_NAME' | 'ERR_IDENTITY_ENVIRONMENT' | 'ERR_IDENTITY_POIID' | 'ERR_IDENTITY_LEGACY';
  readonly message: string;
}

/** The terminal whose certificate is expected. */
export interface ExpectedTerminal {
  readonly poiid: string;
  readonly environment: Environment;
  /** Whether this terminal may present the certificate that old terminals share, which does not name a terminal. */
  readonly allowLegacyCertificate: boolean;
}

const LEGACY = 'legacy-terminal-certificate';
const TERMINAL = /^[a-zA-Z0-9]{3,}-[a-zA-Z0-9]{9,15}$/;
const COMMON_NAME = /^([^.]+)\.(test|live)\.terminal\.adyen\.com$/;

/**
 * Compares the Common Name of a certificate, whose chain was verified before, with the addressed terminal (reference
 * 1.7). This replaces host-name verification: a terminal's certificate is not issued for its address.
 *
 * @param commonName as Node returns it: text, or an array for a certificate with several
 * @returns `undefined` when it is that terminal
 */
export function verifyIdentity(
  commonName: unknown,
  { poiid, environment, allowLegacyCertificate }: ExpectedTerminal,
): IdentityFault | undefined {
  const expected = `expected ${formatValue(`${poiid}.${environment}.terminal.adyen.com`)}`;
  // An address that is not a terminal name matches no certificate: without this hint, the reader would search the network.
  const hint = TERMINAL.test(poiid)
    ? ''
    : `; ${formatValue(poiid)} can match no certificate: those name a model of 3 or more and a serial of 9 to 15 letters and digits`;
  const fault = (code: IdentityFault['code'], why: string) => ({
    code,
    message: `${why}: ${expected}, found ${formatValue(commonName)}${hint}`,
  });

  const [, name = '', suffix] = (typeof commonName === 'string' && COMMON_NAME.exec(commonName)) || [];
  if (name !== LEGACY && !TERMINAL.test(name)) {
    return fault('ERR_IDENTITY_NAME', 'the certificate does not bear the name of an Adyen terminal');
  }
  if (suffix !== environment) {
    return fault('ERR_IDENTITY_ENVIRONMENT', `the certificate is that of a ${suffix} terminal`);
  }
  if (name === LEGACY) {
    if (allowLegacyCertificate) return undefined;
    return fault('ERR_IDENTITY_LEGACY', 'the legacy certificate does not say which terminal it is');
  }
  return name === poiid ? undefined : fault('ERR_IDENTITY_POIID', 'another terminal answers');
}
