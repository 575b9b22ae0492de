import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { identifyFleetRoot, loadFleetRoot, type Environment, type FleetRoot } from '../certs/index.ts';
import { ConfigError, errorCode } from '../errors.ts';

/**
 * Where Adyen offers the roots, according to integrators: UNCONFIRMED. The origin need not be trusted: anything but the pinned
 * certificate is refused.
 */
export const DOWNLOAD_URL: Readonly<Record<Environment, string>> = {
  test: downloadUrl('test'),
  live: downloadUrl('live'),
};

function downloadUrl(environment: Environment): string {
  const page = 'https://docs.adyen.com/point-of-sale/design-your-integration/choose-your-architecture/local';
  return `${page}/${fileName(environment)}`;
}

/** A root is 2 KiB. */
const DOWNLOAD_BYTES_MAX = 64 * 1024;
const DOWNLOAD_TIMEOUT_MS = 15_000;

/** A folder with verified fleet roots: its files are checked against the pin on every read. */
export interface FleetRootStore {
  pathOf(environment: Environment): string;
  /**
   * @returns `undefined` when there is no file
   * @throws {ConfigError} `ERR_CONFIG_ROOT` when the file is not the root of that environment
   */
  read(environment: Environment): Promise<FleetRoot | undefined>;
  /**
   * Stores a root; an older file is replaced in one step.
   *
   * @param certificate PEM or DER
   * @param environment default: found by the pin
   * @throws {ConfigError} `ERR_CONFIG_ROOT` when it is not the root of that environment, or of any
   */
  install(certificate: string | Uint8Array, environment?: Environment): Promise<FleetRoot>;
  /**
   * Downloads a root and stores it. At most 64 KiB and 15 seconds.
   *
   * @param url default: `DOWNLOAD_URL` of the environment
   * @throws {ConfigError} `ERR_CONFIG_ROOT_DOWNLOAD` when the download is not usable; those of `install`
   */
  fetch(environment: Environment, url?: string, fetchImpl?: typeof fetch): Promise<FleetRoot>;
}

/**
 * Where the fleet roots of this user are stored.
 *
 * @param folder default: `TENDERLINE_HOME` when that is set, else `tenderline` in the XDG data home (`XDG_DATA_HOME`, or
 *   `~/.local/share`)
 */
export function fleetRootStore(folder: string = defaultFolder()): FleetRootStore {
  const pathOf = (environment: Environment) => join(folder, fileName(environment));

  const store: FleetRootStore = {
    pathOf,

    async read(environment) {
      const path = pathOf(environment);
      const bytes = await readIfThere(path);
      if (bytes === undefined) return undefined;
      try {
        return loadFleetRoot(bytes, environment);
      } catch (cause) {
        if (!(cause instanceof ConfigError)) throw cause;
        const { code, expected = 'a fleet root', found = cause.message } = cause;
        throw new ConfigError(code, { path, expected, found }, { cause });
      }
    },

    async install(certificate, environment) {
      const root = environment === undefined ? identifyFleetRoot(certificate) : loadFleetRoot(certificate, environment);
      await mkdir(folder, { recursive: true });
      await replaceFile(pathOf(root.environment), root.pem);
      return root;
    },

    async fetch(environment, url = DOWNLOAD_URL[environment], fetchImpl = fetch) {
      return store.install(await download(url, fetchImpl), environment);
    },
  };
  return store;
}

function fileName(environment: Environment): string {
  return `adyen-terminalfleet-${environment}.pem`;
}

function defaultFolder(): string {
  const { TENDERLINE_HOME, XDG_DATA_HOME } = process.env;
  if (TENDERLINE_HOME !== undefined && TENDERLINE_HOME !== '') return resolve(TENDERLINE_HOME);
  // The XDG rules ignore a path that is not absolute.
  const dataHome = isAbsolute(XDG_DATA_HOME ?? '') ? (XDG_DATA_HOME ?? '') : join(homedir(), '.local', 'share');
  return join(dataHome, 'tenderline');
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    if (code === 'ENOENT') return undefined;
    const mistake = { path, expected: 'a readable file', found: code };
    throw new ConfigError('ERR_CONFIG_ROOT', mistake, { cause: error });
  }
}

/** A crash leaves the old file or the new one, never half of one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: 'wx', flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function download(url: string, fetchImpl: typeof fetch): Promise<Uint8Array> {
  try {
    const response = await fetchImpl(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const chunks: Uint8Array[] = [];
    let length = 0;
    // Leaving the loop early ends the connection.
    const body: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? [];
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > DOWNLOAD_BYTES_MAX) throw new Error(`more than ${DOWNLOAD_BYTES_MAX} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    const mistake = { path: 'fleet root', expected: `a certificate at ${url}`, found: reasonOf(cause) };
    throw new ConfigError('ERR_CONFIG_ROOT_DOWNLOAD', mistake, { cause });
  }
}

/** Node.js says only "fetch failed"; the reason is the cause of that. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${errorCode(cause) ?? cause.message}` : error.message;
}
