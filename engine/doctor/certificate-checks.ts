import type { X509Certificate } from 'node:crypto';
import type { TerminalAddress } from '../../adapters/ports/transport.port.ts';
import { findChainEnd, subjectName, verifyIdentity, type FleetRoot } from '../../certs/index.ts';
import { formatValue } from '../../errors.ts';
import { WARN_DAYS } from '../runtime/certificate-watch.ts';
import { fail, pass, warn, type OpenFinding } from './check.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const TERMINAL_NAME = /\.(test|live)\.terminal\.adyen\.com$/;
const EXEMPT =
  'exempt the terminals from TLS inspection (tcp/8443 from the till to the terminals), or put the till beside them';
const OTHER_DEVICE =
  'check the address: a router, a printer or another server has it; reserve the address of the terminal (DHCP)';

/** Whether the certificate chains to the fleet root; if not, to what else. */
export function checkChain(chain: readonly X509Certificate[], fleetRoot: FleetRoot): OpenFinding {
  const { environment, pinned, fingerprint } = fleetRoot;
  const end = findChainEnd(chain, fleetRoot);
  const issuer = 'issuer' in end ? formatValue(end.issuer) : '';
  const [leaf] = chain;
  const name = leaf === undefined ? '' : subjectName(leaf);
  switch (end.kind) {
    case 'fleetRoot':
      return pass(
        pinned
          ? `it chains to the ${environment} fleet root of Adyen`
          : `it chains to the configured root, which is not Adyen's: good for a simulator only (SHA-256 ${fingerprint})`,
      );
    case 'otherEnvironment':
      return fail(
        `wrong environment: the terminal is a ${end.environment} terminal, and the configuration is for ${environment}`,
        `set environment to ${end.environment} with its fleet root (\`tenderline certs\`), or use a ${environment} terminal`,
        'on this machine',
      );
    case 'sameNameOtherRoot':
      return fail(
        `wrong root certificate: the chain leads to another root with the same name, ${issuer}`,
        'give the root of that fleet: rootCertificate, or `tenderline certs`; a simulator makes a new one in each state folder',
        'on this machine',
      );
    case 'incomplete':
      return fail(
        `the chain does not lead to the configured root: it is the wrong root certificate, or the terminal leaves out the certificate of ${issuer}`,
        'compare the root (`tenderline certs`); restart the terminal, or update its software',
        'on this machine',
      );
    case 'publicAuthority':
      return fail(
        `it is not a terminal: a public authority, ${issuer}, issued its certificate for ${formatValue(name)}`,
        OTHER_DEVICE,
      );
    case 'selfSigned':
      return fail(`it is not a terminal: its certificate for ${formatValue(name)} is self-signed`, OTHER_DEVICE);
    case 'otherAuthority':
      return TERMINAL_NAME.test(name)
        ? fail(
            `an inspecting box (firewall, proxy) stands between: ${issuer} issued the certificate in place of the terminal fleet`,
            EXEMPT,
          )
        : fail(
            `it is not a terminal: ${issuer} issued its certificate for ${formatValue(name)}, not the terminal fleet`,
            OTHER_DEVICE,
          );
    case 'broken':
      return fail('it presents no chain of certificates that holds', OTHER_DEVICE);
  }
}

/** Whether the certificate is that of the addressed terminal. */
export function checkIdentity(
  [leaf]: readonly X509Certificate[],
  { environment }: FleetRoot,
  { poiid, allowLegacyCertificate }: TerminalAddress,
): OpenFinding {
  const name = leaf === undefined ? '' : subjectName(leaf);
  const fault = verifyIdentity(leaf?.toLegacyObject().subject.CN, { poiid, environment, allowLegacyCertificate });
  if (fault === undefined) {
    if (name.startsWith(`${poiid}.`)) return pass(`the certificate is that of ${poiid}`);
    return warn(
      'the terminal presents the legacy certificate, which does not say which terminal it is',
      'update the terminal, then leave out allowLegacyCertificate',
      'at the terminal',
    );
  }
  switch (fault.code) {
    case 'ERR_IDENTITY_POIID':
      return fail(
        `another terminal answers: ${name.replace(TERMINAL_NAME, '')}, not ${poiid}`,
        'correct host or poiid: the addresses were swapped, or handed out anew; reserve one for each terminal (DHCP)',
      );
    case 'ERR_IDENTITY_ENVIRONMENT':
      return fail(fault.message, 'set the environment of the terminal', 'on this machine');
    case 'ERR_IDENTITY_LEGACY':
      return fail(fault.message, 'update the terminal, or set allowLegacyCertificate for it', 'at the terminal');
    case 'ERR_IDENTITY_NAME':
      return fail(fault.message, 'check the address; a very old test terminal needs a software update');
  }
}

/** Whether a certificate of the chain, or the root, has ended, has not begun, or ends soon. */
export function checkDates(chain: readonly X509Certificate[], fleetRoot: FleetRoot, nowMs: number): OpenFinding {
  const lives = [
    ...chain.map((one) => ({ name: subjectName(one), validFrom: one.validFrom, validTo: one.validTo })),
    { name: 'the fleet root', ...fleetRoot },
  ].map(({ name, validFrom, validTo }) => ({ name, from: Date.parse(validFrom), to: Date.parse(validTo) }));
  const clock = `the clock of this machine says ${day(nowMs)}`;
  const ended = lives.find(({ to }) => to <= nowMs);
  if (ended !== undefined) {
    return fail(
      `the certificate ${formatValue(ended.name)} has expired on ${day(ended.to)}; ${clock}`,
      'check that date; if it is right, let the terminal update its software, or ask Adyen for a new certificate',
    );
  }
  const early = lives.find(({ from }) => from > nowMs);
  if (early !== undefined) {
    return fail(
      `the certificate ${formatValue(early.name)} is not valid before ${day(early.from)}; ${clock}`,
      'set the clock of this machine (NTP)',
      'on this machine',
    );
  }
  const first = lives.reduce((a, b) => (a.to <= b.to ? a : b));
  const days = Math.floor((first.to - nowMs) / DAY_MS);
  const reason = `the certificate ${formatValue(first.name)} is valid until ${day(first.to)}, ${days} day(s) from now`;
  if (days >= WARN_DAYS) return pass(reason);
  return warn(`it ends soon: ${reason}`, 'let the terminal update its software before that day, or ask Adyen');
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
