import { readFile } from 'node:fs/promises';
import { fleetRootStore } from '../../adapters/fleet-root-store.ts';
import { FLEET_ROOT_PINS, type Environment, type FleetRoot } from '../../certs/index.ts';
import { ConfigError, formatValue } from '../../errors.ts';
import { createOutput } from '../output/output.ts';
import { EXIT_USAGE } from '../output/report-error.ts';

export interface CertsFlags {
  readonly json?: boolean;
  readonly environment?: Environment;
  readonly url?: string;
}

/** `tenderline certs`: for both environments the pin, the place of the root, and what stands there. */
export async function showCerts(flags: CertsFlags): Promise<number> {
  const output = createOutput(flags);
  const store = fleetRootStore();
  let exitCode = 0;
  for (const environment of ['test', 'live'] as const) {
    const path = store.pathOf(environment);
    const pin = FLEET_ROOT_PINS[environment];
    output.say(environment);
    output.say(`  pin         SHA-256 ${pin}`);
    output.say(`  looked for  ${path}`);
    try {
      const root = await store.read(environment);
      output.emit({ type: 'root', environment, pin, path, installed: root !== undefined, ...(root && about(root)) });
      if (root === undefined)
        output.say('  installed   no; `tenderline certs install FILE` or `tenderline certs fetch`');
      else for (const line of describe(root)) output.say(line);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      exitCode = EXIT_USAGE;
      output.emit({ type: 'root', environment, pin, path, installed: false, problem: error.message });
      output.say(`  installed   no: ${error.message}`);
    }
  }
  return exitCode;
}

/** `tenderline certs install FILE` */
export async function installCert(file: string, flags: CertsFlags): Promise<number> {
  return tellInstalled(await fleetRootStore().install(await readCertificate(file), flags.environment), flags);
}

/** `tenderline certs fetch` */
export async function fetchCert(flags: CertsFlags): Promise<number> {
  return tellInstalled(await fleetRootStore().fetch(flags.environment ?? 'test', flags.url), flags);
}

async function readCertificate(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConfigError('ERR_CONFIG_ROOT', `fleet root: expected to read ${formatValue(file)}, found ${code}`, {
      cause,
    });
  }
}

function tellInstalled(root: FleetRoot, flags: CertsFlags): number {
  const output = createOutput(flags);
  const path = fleetRootStore().pathOf(root.environment);
  output.emit({ type: 'installed', environment: root.environment, path, ...about(root) });
  output.say(`${root.environment}: verified by its pin and stored at ${path}`);
  for (const line of describe(root)) output.say(line);
  return 0;
}

function about({ fingerprint, subject, validFrom, validTo }: FleetRoot) {
  return { fingerprint, subject, validFrom, validTo };
}

function describe({ fingerprint, subject, validFrom, validTo }: FleetRoot): string[] {
  return [
    `  installed   SHA-256 ${fingerprint}`,
    `  subject     ${subject}`,
    `  valid       ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}`,
  ];
}
