import { writeFile } from 'node:fs/promises';
import { CHECKS, diagnoseMachine, type Check, type CheckName, worstStatus } from '../../../index.ts';
import { VERSION } from '../../../version.ts';
import { formatCheck } from './format-check.ts';
import { htmlReport, type ReportSection } from './html-report.ts';
import { createOutput, type Output } from '../../output/output.ts';
import { checkTerminals } from './check-terminals.ts';
import { checkPair } from './pair-checks.ts';
import { readSetup, type DoctorFlags, type Setup } from './doctor-setup.ts';

/** The steps about this machine, which come last. */
const MACHINE = ['wayOut', 'listener', 'journal', 'unknowns', 'versions'] as const satisfies readonly CheckName[];
/** Those about the other servers, where the journal is in a database that they share. */
const PAIR = ['databaseClock', 'servers'] as const satisfies readonly CheckName[];
/** What is said of them where there are none. */
const ALONE = PAIR.map((name) => notChecked(name, 'the journal is not in a database that servers share'));
const EXIT_FAILED = 1;

/** `tenderline doctor`: looks at everything between till and terminal, and says what to do. Moves no money. */
export async function doctor(flags: DoctorFlags): Promise<number> {
  const output = createOutput(flags);
  const sections: ReportSection[] = [];
  const print = (title: string, checks: readonly Check[], poiid?: string) => {
    printChecks(output, checks, poiid);
    sections.push({ title, checks });
  };

  const setup = await readSetup(flags);
  print('Configuration', setup.checks);
  if (setup.ready === undefined) {
    const cause = setup.checks.find(({ status }) => status === 'fail')?.name ?? 'configuration';
    const names = Object.keys(CHECKS) as CheckName[];
    const terminal = names.filter((name) => !setup.checks.some((check) => check.name === name) && !isOfMachine(name));
    print('Terminal', skipped(terminal, cause));
  } else {
    await using engine = setup.ready.engine;
    const { terminals } = setup.ready;
    for await (const report of checkTerminals(engine, terminals, output)) {
      if (terminals.length > 1) output.print(output.paint('bold', `\n${report.poiid} at ${report.address}`));
      print(`${report.poiid} at ${report.address}`, report.checks, report.poiid);
      if (report.diagnosis !== undefined) setup.diagnoses.push(report.diagnosis);
    }
    if (terminals.length > 1) output.print();
  }
  print('This machine', await checkMachine(setup, flags));

  const status = worstStatus(sections.flatMap(({ checks }) => checks));
  if (flags.html !== undefined) {
    await writeFile(flags.html, htmlReport(sections, { at: new Date(), by: `tenderline ${VERSION}` }));
    output.print(`\nThe report is in ${flags.html}. It has no secrets.`);
  }
  output.emit({ type: 'summary', status });
  output.print(`\n${output.paint('bold', SUMMARIES[status])}`);
  const cause = sections.flatMap(({ checks }) => checks).find((check) => check.status === 'fail');
  if (cause !== undefined) for (const line of formatCheck(cause, output)) output.print(line);
  return status === 'fail' ? EXIT_FAILED : 0;
}

const SUMMARIES = {
  pass: 'Everything is in order.',
  warn: 'Nothing failed. See what is warned of.',
  fail: 'Something failed. Mend the first line that failed, then try again:',
} as const;

/** Without settings there is nothing to look at but the versions. */
async function checkMachine({ machine, pair, diagnoses }: Setup, { wayOut }: DoctorFlags): Promise<readonly Check[]> {
  const checks = await diagnoseMachine({ environment: 'test', ...machine, diagnoses, wayOut: machine && wayOut });
  if (machine !== undefined) return inOrder([...(pair === undefined ? ALONE : await checkPair(pair)), ...checks]);
  const names = [...MACHINE, ...PAIR].filter((name) => name !== 'versions');
  return inOrder([...skipped(names, 'configuration'), ...checks.filter(({ name }) => name === 'versions')]);
}

/** In the order of the table; two of a name are one. */
function inOrder(checks: readonly Check[]): readonly Check[] {
  const names = Object.keys(CHECKS) as CheckName[];
  return names.flatMap((name) => {
    const [first, ...others] = checks.filter((check) => check.name === name);
    return first === undefined ? [] : [others.reduce(both, first)];
  });
}

/** What both found, and what the worse one says is to be done. */
function both(one: Check, other: Check): Check {
  if (one.status === 'skip') return other;
  if (other.status === 'skip') return one;
  const worse = one.status === worstStatus([one, other]) ? one : other;
  return { ...worse, reason: `${one.reason}; ${other.reason}` };
}

function skipped(names: readonly CheckName[], cause: CheckName): Check[] {
  return names.map((name) => notChecked(name, `not checked, because ${cause} failed`));
}

function notChecked(name: CheckName, reason: string): Check {
  return { name, status: 'skip', reason, remedy: '', where: '' };
}

function isOfMachine(name: CheckName): boolean {
  return [...MACHINE, ...PAIR].some((one) => one === name);
}

function printChecks(output: Output, checks: readonly Check[], poiid: string | undefined): void {
  for (const check of checks) {
    output.emit({ type: 'check', ...check, ...(poiid !== undefined && { poiid }) });
    for (const line of formatCheck(check, output)) output.print(line);
  }
}
