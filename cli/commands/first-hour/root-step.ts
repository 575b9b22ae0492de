import { readFile } from 'node:fs/promises';
import { fleetRootStore } from '../../../adapters/index.ts';
import { loadFleetRoot, type Environment, type FleetRoot } from '../../../certs/index.ts';
import { ConfigError, errorCode, formatValue, TenderlineError } from '../../../errors.ts';
import { announce, inConfig, report, type Members, type SetupContext } from './context.ts';

/** The root certificate: given as a file, installed before, or fetched. Whatever it is, its fingerprint decides. */
export async function rootStep(context: SetupContext, environment: Environment): Promise<Members> {
  const { answers, asker } = context;
  announce(
    context,
    'Root certificate',
    'A terminal proves who it is with a certificate under this root. Without it, any device could say "approved".',
  );
  if (answers.rootCertificate !== undefined) return useFile(context, environment, answers.rootCertificate);
  const installed = await fleetRootStore().read(environment);
  if (installed !== undefined) return verified(context, installed, 'is installed');
  if (asker === undefined || answers.fetchRoot === true) return fetchRoot(context, environment);
  for (;;) {
    try {
      const answer = await asker.text({
        question: 'The file with the root of Adyen (Customer Area or documentation), or "fetch" to download it',
        fallback: 'fetch',
      });
      return await (answer === 'fetch' ? fetchRoot(context, environment) : useFile(context, environment, answer));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      context.output.print(`  ${error.message}`);
    }
  }
}

/** Whether the step can do without a question. */
export async function isRootGiven(
  { rootCertificate, fetchRoot: fetched }: SetupContext['answers'],
  environment: Environment,
) {
  if (rootCertificate !== undefined || fetched === true) return true;
  try {
    return (await fleetRootStore().read(environment)) !== undefined;
  } catch (error) {
    // One that is there and wrong is reported by the step itself.
    if (error instanceof TenderlineError) return true;
    throw error;
  }
}

async function fetchRoot(context: SetupContext, environment: Environment): Promise<Members> {
  const root = await fleetRootStore().fetch(environment, context.answers.rootUrl);
  return verified(context, root, 'was fetched and stored');
}

/** The root of Adyen is stored where it is found; another one, for example of a simulator, is named in the configuration. */
async function useFile(context: SetupContext, environment: Environment, path: string): Promise<Members> {
  const bytes = await readRoot(path);
  const root = loadFleetRoot(bytes, environment, { allowOther: environment === 'test' });
  if (root.pinned) return verified(context, await fleetRootStore().install(bytes, environment), 'was stored');
  report(context, root.subject);
  context.output.print('  This is no root of Adyen: good for a simulator, and for nothing else.');
  return { rootCertificate: inConfig(context, path) };
}

function verified(context: SetupContext, { fingerprint, validTo }: FleetRoot, what: string): Members {
  report(
    context,
    `it ${what}, and its SHA-256 is the expected one: ${fingerprint.slice(0, 16)}..., valid to ${validTo.slice(0, 10)}`,
  );
  return {};
}

async function readRoot(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    throw new ConfigError('ERR_CONFIG_ROOT', { path: 'fleet root', expected: `to read ${formatValue(path)}`, found });
  }
}
