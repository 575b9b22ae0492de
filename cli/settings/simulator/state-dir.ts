import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { validatePassphrase, type SharedKey } from '../../../crypto/index.ts';
import { ConfigError, errorCode } from '../../../errors.ts';
import { loadOrCreateFleet, type FakeFleet, type SimulatedTerminal } from '../../../simulator/index.ts';
import { lockFolder } from './folder-lock.ts';
import { DEFAULT_SALE_ID } from '../engine-config.ts';

/** The folder of a simulation: its certificates, its passphrase, and a configuration for each of its terminals. */
export interface StateDir extends AsyncDisposable {
  readonly path: string;
  readonly fleet: FakeFleet;
  readonly sharedKey: SharedKey;
  readonly rootCertificate: string;
  /**
   * Writes the configuration with which `tenderline pay` reaches a terminal.
   *
   * @param isMain whether the file gets the name that commands look for by default
   * @param listen settings of the till's listener for the notifications of the terminal
   * @returns the path of the file
   */
  writeConfig(terminal: SimulatedTerminal, isMain: boolean, listen: Readonly<Record<string, unknown>>): Promise<string>;
  /** The password that terminals send with notifications; drawn and stored at the first call. */
  listenPassword(): Promise<string>;
}

const ROOT = 'fleet-root.pem';
const PASSPHRASE = 'passphrase.txt';
/** Name of the file with `listenPassword`, in the folder. */
export const LISTEN_PASSWORD = 'listen-password.txt';
/** Readable and writable by its owner only. */
const FILE_MODE = 0o600;

/**
 * Opens a state folder and adds what is missing. What is there is kept, so that a restart does not change the root. The folder is this
 * process's alone until it is disposed of.
 *
 * @param given path of the folder. Default: a new temporary one
 * @throws {ConfigError} `ERR_CONFIG_STATE_DIR`, `ERR_CONFIG_FLEET`, `ERR_CONFIG_PASSPHRASE`
 */
export async function openStateDir(given: string | undefined): Promise<StateDir> {
  const path = given === undefined ? await mkdtemp(join(tmpdir(), 'tenderline-')) : resolve(given);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const release = await lockFolder(path);
  try {
    return await openLocked(path, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function openLocked(path: string, release: () => Promise<void>): Promise<StateDir> {
  const fleet = await loadOrCreateFleet(path);
  const sharedKey = { keyIdentifier: 'simulator', keyVersion: 1, passphrase: await readPassphrase(path) };
  return {
    path,
    fleet,
    sharedKey,
    rootCertificate: join(path, ROOT),
    [Symbol.asyncDispose]: release,
    listenPassword: () => readOrDrawSecret(join(path, LISTEN_PASSWORD)),
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
        ...(await configuredJournal(file)),
      };
      await writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`, { mode: FILE_MODE });
      await chmod(file, FILE_MODE); // the mode above applies to a new file only
      return file;
    },
  };
}

/** A random passphrase that is valid for a shared key. */
export function drawPassphrase(): string {
  // Base64 for URLs has a hyphen, which is not allowed; the suffix adds every kind of character that is required.
  return `${randomBytes(24).toString('base64url').replaceAll('-', '.')}aA1!`;
}

async function readPassphrase(folder: string): Promise<string> {
  const path = join(folder, PASSPHRASE);
  const passphrase = await readOrDrawSecret(path);
  const fault = validatePassphrase(passphrase);
  if (fault === undefined) return passphrase;
  throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path, ...fault, advice: 'delete the file to get a new one' });
}

/** The secret in a file; draws and stores one when the file does not exist. */
async function readOrDrawSecret(path: string): Promise<string> {
  try {
    await writeFile(path, `${drawPassphrase()}\n`, { mode: FILE_MODE, flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
}

/** The journal that a user added to a configuration: it is kept, everything else is written anew. */
async function configuredJournal(file: string): Promise<{ journal?: unknown }> {
  try {
    const { journal }: { journal?: unknown } = Object(JSON.parse(await readFile(file, 'utf8')));
    return journal === undefined ? {} : { journal };
  } catch {
    return {}; // there is no such file, or it cannot be read
  }
}

/** An address at which a terminal is reached that listens on all of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
