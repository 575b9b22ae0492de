import { probeDisk } from '../../adapters/probe/probe-disk.ts';
import type { Environment } from '../../certs/index.ts';
import type { Diagnosis } from '../../protocol/messages/diagnosis.ts';
import { VERSION } from '../../version.ts';
import type { ListenerOptions } from '../options/engine-options.ts';
import type { CheckName } from './check-table.ts';
import { pass, skip, toCheck, type Check } from './check.ts';
import { checkJournal, checkOpenedJournal, type OpenedJournal } from './journal-checks.ts';
import { checkListener } from './listener-check.ts';
import { checkWayOut } from './way-out-check.ts';

/** What the doctor looks at on this machine. */
export interface MachineOptions {
  readonly environment: Environment;
  /** The path of the journal, or how one that is no file is read. Default: none. */
  readonly journal?: string | OpenedJournal | undefined;
  /** As the options of an engine have it. Default: none. */
  readonly listener?: ListenerOptions | undefined;
  /** The hosts of the terminals. */
  readonly terminalHosts?: readonly string[] | undefined;
  /** Whether to connect to the platform. Default `false`: nothing leaves the shop. */
  readonly wayOut?: boolean | undefined;
  /** What terminals reported: their versions are listed. */
  readonly diagnoses?: readonly Diagnosis[] | undefined;
}

/** As `diagnoseMachine` of ../on-demand.ts, which loads this. */
export async function diagnoseMachine({
  environment,
  journal,
  listener,
  terminalHosts = [],
  wayOut = false,
  diagnoses = [],
}: MachineOptions): Promise<readonly Check[]> {
  const { ownerPid } =
    typeof journal === 'string' ? await probeDisk(journal).catch(() => ({ ownerPid: undefined })) : {};
  const found = {
    wayOut: wayOut ? await checkWayOut(environment, {}) : skip('not asked for: --way-out connects to the platform'),
    listener: await checkListener({ options: listener, environment, terminalHosts, ownerPid }),
    ...(await (typeof journal === 'object' ? checkOpenedJournal(journal) : checkJournal(journal, probeDisk))),
    versions: pass(versions(diagnoses)),
  };
  return Object.entries(found).map(([name, finding]) => toCheck(name as CheckName, finding));
}

function versions(diagnoses: readonly Diagnosis[]): string {
  const { node, openssl } = process.versions;
  const software = [...new Set(diagnoses.flatMap(({ details }) => details['firmwareVersion'] ?? []))];
  return [
    `Tenderline ${VERSION}`,
    `Node.js ${node}`,
    `OpenSSL ${openssl}`,
    `${process.platform} ${process.arch}`,
    ...(software.length > 0 ? [`terminals ${software.join(', ')}`] : []),
  ].join(', ');
}
