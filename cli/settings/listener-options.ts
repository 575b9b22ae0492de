import { readFile } from 'node:fs/promises';
import { ConfigError, type ListenerOptions } from '../../index.ts';
import { findSecret, requiredSecret, type SecretSources } from './secrets.ts';
import { flagOf, required, type Settings } from './settings.ts';

/**
 * How to listen on a port for the notifications of terminals, as the settings have it.
 *
 * @throws {ConfigError} `ERR_CONFIG_LISTENER`, `ERR_CONFIG_MISSING`
 */
export async function readListener(port: number, sources: SecretSources): Promise<ListenerOptions> {
  const { listenHost: host = '127.0.0.1', listenClearText: allowClearText = false } = sources.settings;
  const credentials = await readCredentials(sources);
  const tls = await readTls(sources.settings);
  return {
    host,
    port,
    allowClearText,
    ...(credentials !== undefined && { credentials }),
    ...(tls !== undefined && { tls }),
  };
}

/** What terminals must send with each notification; `undefined` when neither user nor password is given. */
export async function readCredentials(sources: SecretSources): Promise<ListenerOptions['credentials']> {
  const { listenUser } = sources.settings;
  if (listenUser === undefined && (await findSecret('listenPassword', sources)) === undefined) return undefined;
  const username = required(sources.settings, 'listenUser');
  return { username, password: await requiredSecret('listenPassword', sources) };
}

/**
 * Says of a port that is taken by whom, as far as that can be: a till, `listen` and `pay` all want the same one.
 *
 * @param instead what the command can do without it
 */
export function explainBusyPort(error: unknown, instead: string): unknown {
  if (!(error instanceof ConfigError) || error.code !== 'ERR_CONFIG_LISTENER') return error;
  const { cause } = error;
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) return error;
  return new ConfigError(
    'ERR_CONFIG_LISTENER',
    `${error.message}: another process listens there (a till, \`tenderline listen\`, another \`tenderline pay\`), and only ` +
      `one can; end it, or ${instead}`,
    { cause },
  );
}

async function readTls({ listenCertificate, listenKey }: Settings): Promise<ListenerOptions['tls']> {
  if (listenCertificate === undefined && listenKey === undefined) return undefined;
  if (listenCertificate === undefined || listenKey === undefined) {
    const [given, missing] =
      listenKey === undefined
        ? (['listenCertificate', 'listenKey'] as const)
        : (['listenKey', 'listenCertificate'] as const);
    throw new ConfigError(
      'ERR_CONFIG_LISTENER',
      `${missing}: expected a file in PEM beside ${given}, found none; give ${flagOf(missing)} too for HTTPS, or neither for HTTP`,
    );
  }
  return {
    cert: await readPem('listenCertificate', listenCertificate),
    key: await readPem('listenKey', listenKey),
  };
}

/** The path stays out of the message: somebody may have given the key itself. */
async function readPem(name: 'listenCertificate' | 'listenKey', path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConfigError('ERR_CONFIG_LISTENER', `${name}: expected a readable file in PEM, found ${code}`);
  }
}
