import { createEngine, InputError, type StatusReport, type Terminal } from '../../index.ts';
import { shown } from '../../errors.ts';
import { deliveryOf, parseServiceID } from '../../protocol/index.ts';
import { MESSAGE_CLASS_OF, type MessageCategory } from '../../protocol/header.ts';
import { readConnection, type ConnectionFlags } from '../connection.ts';
import { createOutput, plain, type Output } from '../output.ts';
import { adviceFor, describeFailure, describeVerdict } from '../words.ts';

export interface StatusFlags extends ConnectionFlags {
  readonly serviceId?: string;
  readonly category: string;
  readonly json?: boolean;
}

type Answer = Awaited<ReturnType<Terminal['diagnose']>> | StatusReport;

/** `tenderline status`: how a terminal is, and what became of an earlier request. Moves no money. */
export async function status(flags: StatusFlags): Promise<number> {
  const output = createOutput(flags);
  const category = readCategory(flags.category);
  const serviceId = flags.serviceId === undefined ? undefined : parseServiceID(flags.serviceId);
  const { poiid, address, engineOptions } = await readConnection(flags);
  const { responseTimeoutMs: requestTimeoutMs, ...limits } = engineOptions.limits ?? {};
  await using engine = await createEngine({
    ...engineOptions,
    limits: { ...limits, ...(requestTimeoutMs !== undefined && { requestTimeoutMs }) },
  });
  const terminal = engine.terminal(poiid);

  output.waitFor(`asking ${poiid} at ${address}`);
  const diagnosis = await terminal.diagnose();
  output.emit({ type: 'diagnosis', poiid, diagnosis });
  for (const line of describeDiagnosis(diagnosis, poiid)) output.say(line);
  if (serviceId === undefined) return exitCodeOf(diagnosis);

  output.waitFor(`asking ${poiid} about ${serviceId}`);
  const report = await terminal.transactionStatus({ serviceId, category });
  output.emit({ type: 'status', poiid, serviceId, category, status: report });
  sayReport(output, report, `${category} ${serviceId}`);
  return exitCodeOf(report);
}

function readCategory(category: string): MessageCategory {
  if (isCategory(category)) return category;
  const known = Object.keys(MESSAGE_CLASS_OF).join(', ');
  throw new InputError('ERR_INPUT_CATEGORY', `category: expected one of ${known}, found ${shown(category)}`);
}

function isCategory(name: string): name is MessageCategory {
  return Object.hasOwn(MESSAGE_CLASS_OF, name);
}

function exitCodeOf(answer: Answer): number {
  if (answer.kind !== 'noAnswer') return 0;
  return deliveryOf(answer.failure.code) === 'notSent' ? 3 : 4;
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

function describeNoAnswer(failure: Parameters<typeof describeFailure>[0] & object, poiid: string): string[] {
  return [
    `${poiid} gave no answer that counts: ${describeFailure(failure)}`,
    `  what to do        ${adviceFor(failure.code)}`,
  ];
}

function sayReport(output: Output, report: StatusReport, request: string): void {
  switch (report.kind) {
    case 'finished':
      for (const line of describeVerdict(report.verdict, request)) output.say(line);
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
