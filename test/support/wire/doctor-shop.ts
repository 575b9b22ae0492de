import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certify } from '../../../simulator/fleet/certificates.ts';
import {
  createFakeFleet,
  startSimulator,
  type FakeFleet,
  type IssuedCertificate,
  type LeafRequest,
  type Simulator,
} from '../../../simulator/index.ts';
import type { SharedKey } from '../../../crypto/index.ts';
import { SHARED_KEY } from '../terminal/sealed-terminal.ts';

export const POIID = 'V400m-324688179';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A fleet for all tests of a file. */
export const fleet: FakeFleet = await createFakeFleet();

/** Starts one simulated terminal. */
export function terminal(
  over: {
    readonly certificate?: LeafRequest | IssuedCertificate;
    readonly sharedKeys?: readonly SharedKey[];
    readonly settings?: object;
    readonly fleet?: FakeFleet;
  } = {},
): Promise<Simulator> {
  const { certificate, sharedKeys = [SHARED_KEY], settings = {} } = over;
  const terminals = [{ poiid: POIID, sharedKeys, settings, ...(certificate && { certificate }) }];
  return startSimulator({ terminals, fleet: over.fleet ?? fleet });
}

/** Writes the configuration of a till for a terminal at that port. @returns its path */
export function configFor(folder: string, port: number, members: object = {}): string {
  const { keyIdentifier, keyVersion, passphrase } = SHARED_KEY;
  writeFileSync(join(folder, 'root.pem'), fleet.rootPem);
  writeFileSync(join(folder, 'passphrase.txt'), passphrase);
  const path = join(folder, 'shop.json');
  const terminalMembers = 'terminals' in members ? {} : { poiid: POIID, host: '127.0.0.1', port };
  const own = { rootCertificate: 'root.pem', passphraseFile: 'passphrase.txt', keyIdentifier, keyVersion };
  writeFileSync(path, JSON.stringify({ ...own, ...terminalMembers, ...members }));
  return path;
}

/** A certificate under an authority that belongs to no terminal fleet, for example that of an inspecting box. */
export async function foreignCertificate(
  commonName: string,
  authority: string,
): Promise<IssuedCertificate & { rootPem: string }> {
  const now = Date.now();
  const life = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 365 * DAY_MS) };
  const root = await certify({ ...life, commonName: authority, role: 'root' }, 'P-256');
  const leaf = await certify({ ...life, commonName, role: 'terminal' }, 'P-256', root);
  return { ...leaf, chainPem: leaf.certPem, rootPem: root.certPem };
}
