import { readFile } from 'node:fs/promises';
import { ConfigError, errorCode } from '../../errors.ts';
import type { ListenerOptions } from '../../index.ts';
import { findSecret, requiredSecret, type SecretSources } from './secrets.ts';
import { flagOf, required, type Settings } from './settings.ts';

/**
 * The listener for notifications of terminals that the settings describe.
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
 * Explains the error that a port is taken: a till, `listen` and `pay` all want the same one. Other errors are returned as they are.
 *
 * @param instead what the command can do without the port
 */
export function explainBusyPort(error: unknown, instead: string): unknown {
  if (!(error instanceof ConfigError) || error.code !== 'ERR_CONFIG_LISTENER') return error;
  const { cause } = error;
  if (errorCode(cause) !== 'EADDRINUSE') return error;
  return new ConfigError(
    'ERR_CONFIG_LISTENER',
    `${error.message}: another process listens there (a till, \`tenderline listen\`, another \`tenderline pay\`), and only ` +
      `one can; end it, or ${instead}`,
    { cause },
  );
}

async function readTls({ listenCertificate, listenKey }: Settings): Promise<ListenerOptions['tls']> {
  if (listenCertificate === undefined && listenKey === undefined) return undefined;
  if (listenCertificate === undefined) throw unpaired('listenKey', 'listenCertificate');
  if (listenKey === undefined) throw unpaired('listenCertificate', 'listenKey');
  return {
    cert: await readPem('listenCertificate', listenCertificate),
    key: await readPem('listenKey', listenKey),
  };
}

function unpaired(given: string, missing: string): ConfigError {
  return new ConfigError('ERR_CONFIG_LISTENER', {
    path: missing,
    expected: `a file in PEM beside ${given}`,
    found: 'none',
    advice: `give ${flagOf(missing)} too for HTTPS, or neither for HTTP`,
  });
}

/** The path stays out of the message: the key itself may have been given in its place. */
async function readPem(name: 'listenCertificate' | 'listenKey', path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    throw new ConfigError('ERR_CONFIG_LISTENER', { path: name, expected: 'a readable file in PEM', found });
  }
}
