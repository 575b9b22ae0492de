import { InputError } from '../../errors.ts';
import type { StatusReport, TerminalResult } from '../../index.ts';
import { parseServiceID } from '../../protocol/index.ts';
import { openQueryEngine, queryExitCode, readCategory } from '../live/query-engine.ts';
import { formatDiagnosis } from '../output/format-diagnosis.ts';
import { formatNoAnswer } from '../output/format-failure.ts';
import { formatEarlierResult } from '../output/format-outcome.ts';
import { diagnosisMembers, statusMembers } from '../output/json-members.ts';
import { createOutput, type Output } from '../output/output.ts';
import { readConnection } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { transactionKind, type TransactionKind } from '../stored/transaction-kind.ts';
import { storedStatus } from './stored-status.ts';

export interface StatusFlags extends ConnectionFlags {
  readonly id?: string;
  readonly serviceId?: string;
  readonly category: string;
  readonly platform?: boolean;
}

/** `tenderline status`: the condition of a terminal, and the result of an earlier request. Moves no money. */
export async function status(flags: StatusFlags): Promise<number> {
  const output = createOutput(flags);
  if (flags.id !== undefined) {
    if (flags.serviceId === undefined) return storedStatus(flags.id, flags, output);
    const mistake = { path: 'status', expected: 'one of --id and --service-id', found: 'both' };
    throw new InputError('ERR_INPUT_TRANSACTION', mistake);
  }
  const category = readCategory(flags.category);
  const serviceId = flags.serviceId === undefined ? undefined : parseServiceID(flags.serviceId);
  const connection = await readConnection(flags);
  const { poiid, address } = connection;
  await using engine = await openQueryEngine(connection);
  const terminal = engine.terminal(poiid);

  output.waitFor(`asking ${poiid} at ${address}`);
  const diagnosis = await terminal.diagnose({ host: flags.platform === true });
  output.emit({ type: 'diagnosis', poiid, diagnosis: diagnosisMembers(diagnosis) });
  for (const line of formatDiagnosis(diagnosis, poiid)) output.print(line);
  if (serviceId === undefined) return queryExitCode(diagnosis);

  output.waitFor(`asking ${poiid} about ${serviceId}`);
  const report = await terminal.transactionStatus({ serviceId, category });
  output.emit({ type: 'status', poiid, serviceId, category, status: statusMembers(report) });
  printReport(output, report, `${category} ${serviceId}`, transactionKind({ category }));
  return queryExitCode(report);
}

function printReport(
  output: Output,
  report: TerminalResult<StatusReport>,
  request: string,
  kind: TransactionKind,
): void {
  if (report.kind === 'noAnswer') {
    for (const line of formatNoAnswer(report.failure, request)) output.print(line);
    return;
  }
  switch (report.status) {
    case 'finished':
      for (const line of formatEarlierResult(report.result, request, kind)) output.print(line);
      return;
    case 'inProgress':
      return output.print(`${request} is still in progress on the terminal: wait, then ask again`);
    case 'notFound':
      output.print(
        `${request} is not known to the terminal. That alone does not prove that it never arrived: the terminal may have ` +
          'forgotten it. Look in the Customer Area before you charge again.',
      );
  }
}
