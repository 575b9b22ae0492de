import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fleetRootStore } from '../../../adapters/index.ts';
import { FLEET_ROOT_SHA1, type Environment } from '../../../certs/index.ts';
import { ConfigError, errorCode, formatValue } from '../../../errors.ts';
import { createOutput } from '../../output/output.ts';

export interface ExportFlags {
  readonly environment: Environment;
  readonly format: 'pem' | 'der';
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Windows opens a `.pem` with a text editor, and some programs read a `.cer` as bytes only. */
const EXTENSIONS = { pem: ['.pem', '.crt'], der: ['.cer', '.crt', '.der'] } as const;

/** `tenderline certs export`: writes the installed fleet root for another system. It is public: there is no key in it. */
export async function exportCert({
  environment,
  format,
  out,
  force = false,
  json = false,
}: ExportFlags): Promise<number> {
  const output = createOutput({ json });
  const store = fleetRootStore();
  const root = await store.read(environment);
  if (root === undefined) {
    throw new ConfigError('ERR_CONFIG_ROOT', {
      path: 'fleet root',
      expected: `the ${environment} root to export`,
      found: `none at ${store.pathOf(environment)}`,
      advice:
        'Tenderline has its fingerprints, not the root itself: `tenderline certs install FILE` or `certs fetch` first',
    });
  }
  await write(out, encodeCertificate(root.pem, format), force);
  const { fingerprint } = root;
  const sha1 = FLEET_ROOT_SHA1[environment];
  output.emit({ type: 'exported', environment, format, path: out, fingerprint, sha1 });
  output.print(`${environment}: the fleet root is in ${out} (${format.toUpperCase()})`);
  output.print(`  SHA-256     ${fingerprint}`);
  output.print(`  SHA-1       ${sha1}`);
  const usual: readonly string[] = EXTENSIONS[format];
  if (!usual.includes(extname(out).toLowerCase())) {
    output.notice(
      `A certificate in ${format.toUpperCase()} is usually called ${usual.join(' or ')}: some systems go by that.`,
    );
  }
  return 0;
}

/** @param pem one certificate */
export function encodeCertificate(pem: string, format: 'pem' | 'der'): Uint8Array {
  const certificate = new X509Certificate(pem);
  return format === 'der' ? certificate.raw : Buffer.from(certificate.toString());
}

async function write(path: string, bytes: Uint8Array, force: boolean): Promise<void> {
  try {
    await writeFile(path, bytes, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    const taken = found === 'EEXIST';
    throw new ConfigError(
      'ERR_CONFIG_ROOT',
      {
        path: `--out ${formatValue(path)}`,
        expected: taken ? 'a path where no file is' : 'a file that can be written',
        found,
        ...(taken && { advice: 'give another path, or --force' }),
      },
      { cause },
    );
  }
}
