import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../errors.ts';
import { belongTogether, type CertificateWithKey } from './certificates.ts';
import { createFakeFleet, fleetOf, type FakeFleet, type FakeFleetOptions } from './fleet.ts';

/** The root certificate comes last: a folder that has it is complete. */
const FILES = {
  rootKey: 'fleet-root.key',
  intermediateKey: 'fleet-intermediate.key',
  intermediate: 'fleet-intermediate.pem',
  root: 'fleet-root.pem',
} as const;

/** Readable for the owner alone: the folder holds private keys. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Writes a fleet into a folder, which is created when it is missing. */
export async function saveFleet({ authorities: { root, intermediate } }: FakeFleet, dir: string): Promise<void> {
  const texts = {
    rootKey: root.keyPem,
    intermediateKey: intermediate.keyPem,
    intermediate: intermediate.certPem,
    root: root.certPem,
  };
  await mkdir(dir, { recursive: true, mode: FOLDER_MODE });
  for (const name of ['rootKey', 'intermediateKey', 'intermediate', 'root'] as const) {
    const path = join(dir, FILES[name]);
    await writeFile(path, texts[name], { mode: FILE_MODE });
    // The mode above applies to a new file only.
    await chmod(path, FILE_MODE);
  }
}

/**
 * Reads a fleet that `saveFleet` wrote.
 *
 * @returns `undefined` when the folder holds no fleet
 * @throws {ConfigError} `ERR_CONFIG_FLEET` when a file is missing, or a key does not belong to its certificate
 */
export async function loadFleet(dir: string): Promise<FakeFleet | undefined> {
  const rootPem = await readIfThere(join(dir, FILES.root));
  if (rootPem === undefined) return undefined;
  const read = async (name: string): Promise<string> => {
    const text = await readIfThere(join(dir, name));
    if (text === undefined) throw damaged(dir, name, 'no such file');
    return text;
  };
  const root: CertificateWithKey = { certPem: rootPem, keyPem: await read(FILES.rootKey) };
  const intermediate = { certPem: await read(FILES.intermediate), keyPem: await read(FILES.intermediateKey) };
  for (const [name, pair] of [
    ['root', root],
    ['intermediate', intermediate],
  ] as const) {
    if (!fits(pair)) throw damaged(dir, FILES[`${name}Key`], 'one of another certificate, or none that can be read');
  }
  return fleetOf({ root, intermediate }, { keys: 'P-256', nowMs: () => Date.now() });
}

/** The fleet of a folder; when the folder holds none, a new one that is saved there. */
export async function loadOrCreateFleet(dir: string, options?: FakeFleetOptions): Promise<FakeFleet> {
  const stored = await loadFleet(dir);
  if (stored !== undefined) return stored;
  const fleet = await createFakeFleet(options);
  await saveFleet(fleet, dir);
  return fleet;
}

function fits(pair: CertificateWithKey): boolean {
  try {
    return belongTogether(pair);
  } catch {
    return false;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function damaged(dir: string, name: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_FLEET', {
    path: join(dir, name),
    expected: 'a file of a complete fleet',
    found,
    advice: 'delete the folder to get a new fleet',
  });
}
