import { setTimeout as sleep } from 'node:timers/promises';
import { createManagementClient, ManagementError, type ManagementClient } from '../../../management/index.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { createOutput, printable, type Output } from '../../output/output.ts';
import { readConfigured, type Configured } from '../../settings/engine-config.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readApiKey } from './api-key.ts';

/** Options of every command that speaks to the Management API. */
export interface ManagementFlags extends ConnectionFlags {
  readonly apiKeyFile?: string;
  readonly managementUrl?: string;
}

/** What such a command works with. */
export interface Management extends Configured {
  readonly client: ManagementClient;
  readonly environment: 'test' | 'live';
  readonly output: Output;
}

/** Nothing was answered, and nothing was changed. */
const EXIT_NOT_REACHED = 3;

/** Runs a command with a client, and reports what the platform refuses. @returns the exit code */
export async function withManagement(
  flags: ManagementFlags,
  run: (management: Management) => Promise<number>,
): Promise<number> {
  const output = createOutput(flags);
  const configured = await readConfigured(flags);
  const environment = configured.settings.environment === 'live' ? 'live' : 'test';
  const client = createManagementClient({
    environment,
    apiKey: await readApiKey(flags.apiKeyFile, process.env, output),
    baseUrl: flags.managementUrl ?? (process.env['TENDERLINE_MANAGEMENT_URL'] || undefined),
    waiting: {
      wait: sleep,
      random: Math.random,
      onWait: (ms) =>
        output.notice(`The platform takes no more requests for now: going on in ${Math.ceil(ms / 1000)} s.`),
    },
  });
  try {
    return await run({ ...configured, client, environment, output });
  } catch (error) {
    if (!(error instanceof ManagementError)) throw error;
    return reportProblem(error, output);
  } finally {
    await client.close();
  }
}

function reportProblem(error: ManagementError, output: Output): number {
  const { code, details } = error;
  const message = printable(error.message);
  output.notice(`tenderline: ${message} (${code})`);
  output.emit({ type: 'error', code, message, ...problemMembers(error) });
  return details.fault === 'notSent' || details.fault === 'unknown' ? EXIT_NOT_REACHED : EXIT_REFUSED;
}

/** What a program wants to know of a problem beside its code. */
export function problemMembers({ details: { status, errorCode, requestId } }: ManagementError): object {
  return {
    ...(status !== undefined && { status }),
    ...(errorCode !== undefined && { errorCode }),
    ...(requestId !== undefined && { requestId }),
  };
}
