import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { validatePassphrase, type SharedKey } from '../crypto/index.ts';
import { ConfigError } from '../errors.ts';
import { loadOrCreateFleet, type FakeFleet, type SimulatedTerminal } from '../simulator/index.ts';
import { DEFAULT_SALE_ID } from './connection.ts';

/** The folder of a simulated shop: its certificates, its passphrase, and a configuration for each of its terminals. */
export interface StateDir {
  readonly path: string;
  readonly fleet: FakeFleet;
  readonly sharedKey: SharedKey;
  readonly rootCertificate: string;
  /**
   * Writes the configuration with which `tenderline pay` reaches a terminal.
   *
   * @param isMain whether it is the one with the name that is looked for by default
   * @param listen how the till listens for the notifications of the terminal
   * @returns its path
   */
  writeConfig(terminal: SimulatedTerminal, isMain: boolean, listen: Readonly<Record<string, unknown>>): Promise<string>;
  /** The password that terminals send with notifications; it is drawn and stored when it is asked for first. */
  listenPassword(): Promise<string>;
}

const ROOT = 'fleet-root.pem';
const PASSPHRASE = 'passphrase.txt';
/** Of `listenPassword`, in the folder. */
export const LISTEN_PASSWORD = 'listen-password.txt';
/** Only for its owner. */
const FILE_MODE = 0o600;

/**
 * Opens a state folder, and fills in what it does not have yet: what it has is kept, so that a restart changes no root.
 *
 * @param given default: a new temporary folder
 * @throws {ConfigError} `ERR_CONFIG_FLEET`, `ERR_CONFIG_PASSPHRASE`
 */
export async function openStateDir(given: string | undefined): Promise<StateDir> {
  const path = given === undefined ? await mkdtemp(join(tmpdir(), 'tenderline-')) : resolve(given);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const fleet = await loadOrCreateFleet(path);
  const sharedKey = { keyIdentifier: 'simulator', keyVersion: 1, passphrase: await passphraseOf(path) };
  return {
    path,
    fleet,
    sharedKey,
    rootCertificate: join(path, ROOT),
    listenPassword: () => secretOf(join(path, LISTEN_PASSWORD)),
    async writeConfig({ poiid, host, port }, isMain, listen) {
      const file = join(path, isMain ? 'tenderline.config.json' : `tenderline.${poiid}.config.json`);
      const config = {
        poiid,
        host: reachable(host),
        port,
        environment: 'test',
        rootCertificate: ROOT,
        keyIdentifier: sharedKey.keyIdentifier,
        keyVersion: sharedKey.keyVersion,
        passphraseFile: PASSPHRASE,
        saleId: DEFAULT_SALE_ID,
        ...listen,
        ...(await journalOf(file)),
      };
      await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`, { mode: FILE_MODE });
      await chmod(file, FILE_MODE); // The mode above holds for a new file only.
      return file;
    },
  };
}

/** A random passphrase that obeys the rule for shared keys. */
export function drawPassphrase(): string {
  // Base64 for URLs has a hyphen, which the rule forbids; the end makes sure that every kind of character is there.
  return `${randomBytes(24).toString('base64url').replaceAll('-', '.')}aA1!`;
}

async function passphraseOf(folder: string): Promise<string> {
  const path = join(folder, PASSPHRASE);
  const passphrase = await secretOf(path);
  const fault = validatePassphrase(passphrase);
  if (fault === undefined) return passphrase;
  throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path, ...fault, advice: 'delete the file to get a new one' });
}

/** What a file holds that is only for its owner; drawn and stored when it is not there. */
async function secretOf(path: string): Promise<string> {
  try {
    await writeFile(path, `${drawPassphrase()}\n`, { mode: FILE_MODE, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
}

/** The journal that somebody added to a configuration: it stays, the rest is as the simulation is now. */
async function journalOf(file: string): Promise<{ journal?: unknown }> {
  try {
    const { journal }: { journal?: unknown } = Object(JSON.parse(await readFile(file, 'utf8')));
    return journal === undefined ? {} : { journal };
  } catch {
    return {}; // There was none, or none that could be read.
  }
}

/** Where a terminal is reached that listens on every address. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
