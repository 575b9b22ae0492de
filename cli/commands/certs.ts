import { readFile } from 'node:fs/promises';
import { fleetRootStore } from '../../adapters/index.ts';
import { FLEET_ROOT_PINS, FLEET_ROOT_SHA1, type Environment, type FleetRoot } from '../../certs/index.ts';
import { ConfigError, errorCode, formatValue } from '../../errors.ts';
import { EXIT_USAGE } from '../output/exit-codes.ts';
import { createOutput } from '../output/output.ts';

export interface CertsFlags {
  readonly json?: boolean;
  readonly environment?: Environment;
  readonly url?: string;
}

/** `tenderline certs`: for both environments the pin, the path of the root, and the root that is installed. */
export async function showCerts(flags: CertsFlags): Promise<number> {
  const output = createOutput(flags);
  const store = fleetRootStore();
  let exitCode = 0;
  for (const environment of ['test', 'live'] as const) {
    const path = store.pathOf(environment);
    const pin = FLEET_ROOT_PINS[environment];
    const pinSha1 = FLEET_ROOT_SHA1[environment];
    output.print(environment);
    output.print(`  pin         SHA-256 ${pin}`);
    output.print(`              SHA-1   ${pinSha1}`);
    output.print(`  looked for  ${path}`);
    try {
      const root = await store.read(environment);
      output.emit({
        type: 'root',
        environment,
        pin,
        pinSha1,
        path,
        installed: root !== undefined,
        ...(root && exportRoot(root)),
      });
      if (root === undefined)
        output.print('  installed   no; `tenderline certs install FILE` or `tenderline certs fetch`');
      else for (const line of formatRoot(root)) output.print(line);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      exitCode = EXIT_USAGE;
      output.emit({ type: 'root', environment, pin, pinSha1, path, installed: false, problem: error.message });
      output.print(`  installed   no: ${error.message}`);
    }
  }
  return exitCode;
}

/** `tenderline certs install FILE`: verifies a fleet root and stores it where it is found. */
export async function installCert(file: string, flags: CertsFlags): Promise<number> {
  return reportInstalled(await fleetRootStore().install(await readCertificate(file), flags.environment), flags);
}

/** `tenderline certs fetch`: downloads a fleet root, verifies it, and stores it where it is found. */
export async function fetchCert(flags: CertsFlags): Promise<number> {
  return reportInstalled(await fleetRootStore().fetch(flags.environment ?? 'test', flags.url), flags);
}

async function readCertificate(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    const mistake = { path: 'fleet root', expected: `to read ${formatValue(file)}`, found };
    throw new ConfigError('ERR_CONFIG_ROOT', mistake, { cause });
  }
}

function reportInstalled(root: FleetRoot, flags: CertsFlags): number {
  const output = createOutput(flags);
  const path = fleetRootStore().pathOf(root.environment);
  output.emit({ type: 'installed', environment: root.environment, path, ...exportRoot(root) });
  output.print(`${root.environment}: verified by its pin and stored at ${path}`);
  for (const line of formatRoot(root)) output.print(line);
  return 0;
}

function exportRoot({ fingerprint, subject, validFrom, validTo }: FleetRoot) {
  return { fingerprint, subject, validFrom, validTo };
}

function formatRoot({ fingerprint, subject, validFrom, validTo }: FleetRoot): string[] {
  return [
    `  installed   SHA-256 ${fingerprint}`,
    `  subject     ${subject}`,
    `  valid       ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`,
  ];
}
