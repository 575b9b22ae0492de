import { InputError, type StatusReport, type Terminal } from '../../index.ts';
import { parseServiceID } from '../../protocol/index.ts';
import { describeNoAnswer, exitCodeOfAnswer, openAsking, readCategory } from '../live/query-engine.ts';
import { readConnection, type ConnectionFlags } from '../settings/connection.ts';
import { createOutput, plain, type Output } from '../output/output.ts';
import { subjectOf, type Subject } from '../stored/transaction-kind.ts';
import { describeVerdict } from '../output/format-outcome.ts';
import { storedStatus } from './stored-status.ts';

export interface StatusFlags extends ConnectionFlags {
  readonly id?: string;
  readonly serviceId?: string;
  readonly category: string;
  readonly json?: boolean;
}

/** `tenderline status`: how a terminal is, and what became of an earlier request. Moves no money. */
export async function status(flags: StatusFlags): Promise<number> {
  const output = createOutput(flags);
  if (flags.id !== undefined) {
    if (flags.serviceId === undefined) return storedStatus(flags.id, flags, output);
    throw new InputError('ERR_INPUT_TRANSACTION', 'status: expected one of --id and --service-id, found both');
  }
  const category = readCategory(flags.category);
  const serviceId = flags.serviceId === undefined ? undefined : parseServiceID(flags.serviceId);
  const connection = await readConnection(flags);
  const { poiid, address } = connection;
  await using engine = await openAsking(connection);
  const terminal = engine.terminal(poiid);

  output.waitFor(`asking ${poiid} at ${address}`);
  const diagnosis = await terminal.diagnose();
  output.emit({ type: 'diagnosis', poiid, diagnosis });
  for (const line of describeDiagnosis(diagnosis, poiid)) output.say(line);
  if (serviceId === undefined) return exitCodeOfAnswer(diagnosis);

  output.waitFor(`asking ${poiid} about ${serviceId}`);
  const report = await terminal.transactionStatus({ serviceId, category });
  output.emit({ type: 'status', poiid, serviceId, category, status: report });
  sayReport(output, report, `${category} ${serviceId}`, subjectOf({ category }));
  return exitCodeOfAnswer(report);
}

function describeDiagnosis(diagnosis: Awaited<ReturnType<Terminal['diagnose']>>, poiid: string): string[] {
  if (diagnosis.kind === 'noAnswer') return describeNoAnswer(diagnosis.failure, poiid);
  const known: [string, string | undefined][] = [
    ['state', diagnosis.globalStatus],
    ['printer', diagnosis.printerStatus],
    [
      'platform',
      diagnosis.communicationOk === undefined ? undefined : diagnosis.communicationOk ? 'reached' : 'not reached',
    ],
    ['condition', diagnosis.errorCondition],
    ...Object.entries(diagnosis.details),
  ];
  return [
    `${poiid} answers, with the right certificate and key, and is ${diagnosis.ok ? 'well' : 'not ready'}`,
    ...known.flatMap(([name, value]) => (value === undefined ? [] : [`  ${plain(name).padEnd(23)} ${plain(value)}`])),
  ];
}

function sayReport(output: Output, report: StatusReport, request: string, subject: Subject): void {
  switch (report.kind) {
    case 'finished':
      for (const line of describeVerdict(report.verdict, request, subject)) output.say(line);
      return;
    case 'inProgress':
      return output.say(`${request} is still in progress on the terminal: wait, then ask again`);
    case 'notFound':
      return output.say(
        `${request} is not known to the terminal. That alone does not prove that it never arrived: the terminal may have ` +
          'forgotten it. Look in the Customer Area before you charge again.',
      );
    case 'noAnswer':
      for (const line of describeNoAnswer(report.failure, request)) output.say(line);
  }
}
