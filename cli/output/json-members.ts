import {
  unresolvedToJson,
  type Diagnosis,
  type Outcome,
  type ResponseResult,
  type StatusReport,
  type TerminalResult,
  type Unresolved,
} from '../../index.ts';
import { exportOutcome, exportResult } from '../stored/export.ts';

// What is printed with `--json`. Scripts rely on these names, some of which are others in the code.

/** Scripts read the terminal's answer as well. */
const WHOLE = { response: true };

export function outcomeMembers(outcome: Outcome | Unresolved) {
  return outcome.kind === 'unresolved' ? unresolvedToJson(outcome) : exportOutcome(outcome, WHOLE);
}

export function diagnosisMembers(diagnosis: TerminalResult<Diagnosis>) {
  return diagnosis.kind === 'noAnswer' ? diagnosis : { ...diagnosis, kind: 'diagnosed' };
}

export function abortMembers(answer: TerminalResult) {
  return answer.kind === 'noAnswer' ? answer : { kind: 'asked' };
}

export function statusMembers(report: TerminalResult<StatusReport>) {
  if (report.kind === 'noAnswer') return report;
  if (report.status !== 'finished') return { kind: report.status };
  return { kind: report.status, verdict: verdictMembers(report.result) };
}

function verdictMembers(result: ResponseResult) {
  return result.kind === 'undecided'
    ? { settled: false, failure: result.failure }
    : { settled: true, ...exportResult(result, WHOLE) };
}
