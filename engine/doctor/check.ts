import { maskNumbersIn } from '../../protocol/outcome-json/secret-card-data.ts';
import { CHECKS, type CheckName } from './check-table.ts';

/** `skip`: not checked, with the reason. */
export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** What one step found. Plain data, without secrets. */
export interface Check {
  readonly name: CheckName;
  readonly status: CheckStatus;
  /** What was found, in plain words. */
  readonly reason: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly remedy: string;
  /** Where that is done; empty with `remedy`. */
  readonly where: string;
}

/** What a step found, without its name. */
export type Finding = Omit<Check, 'name'>;

export const pass = (reason: string): Finding => ({ status: 'pass', reason, remedy: '', where: '' });
export const skip = (reason: string): Finding => ({ status: 'skip', reason, remedy: '', where: '' });

/** @param where default: where the step is usually mended, by the table */
export const warn = (reason: string, remedy: string, where?: string) => finding('warn', reason, remedy, where);
/** @param where default: where the step is usually mended, by the table */
export const fail = (reason: string, remedy: string, where?: string) => finding('fail', reason, remedy, where);

/** A finding whose place is still open. */
export type OpenFinding = Omit<Finding, 'where'> & { readonly where?: string | undefined };

function finding(status: CheckStatus, reason: string, remedy: string, where: string | undefined): OpenFinding {
  return { status, reason, remedy, where };
}

/** Gives a finding its name. What a terminal wrote may be in its reason: a report is sent to others. */
export function toCheck(name: CheckName, { status, reason, remedy, where }: OpenFinding): Check {
  return { name, status, reason: maskNumbersIn(reason), remedy, where: where ?? CHECKS[name].where };
}

/** The worst of several: fail, then warn; what was skipped does not count. */
export function worstStatus(checks: readonly { readonly status: CheckStatus }[]): Exclude<CheckStatus, 'skip'> {
  const has = (status: CheckStatus) => checks.some((check) => check.status === status);
  return has('fail') ? 'fail' : has('warn') ? 'warn' : 'pass';
}
