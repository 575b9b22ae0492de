import type { Diagnosis, Outcome, ResponseResult, StatusReport, TerminalResult, Unresolved } from '../../index.ts';

// What is printed whole with `--json`. Scripts rely on these names, some of which are others in the code.

export function outcomeMembers(outcome: Outcome | Unresolved) {
  return outcome.kind === 'unresolved' ? outcome : withRunningServiceID(outcome);
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
    : { settled: true, ...withRunningServiceID(result) };
}

function withRunningServiceID<T extends { readonly runningServiceId?: string }>({ runningServiceId, ...members }: T) {
  return { ...members, ...(runningServiceId !== undefined && { runningServiceID: runningServiceId }) };
}
