import { FAULTS, type FaultCode } from '../../protocol/fault-table.ts';
import type { Facts, MachineStep } from '../../machines/inspection/feed.types.ts';
import type { Recording } from '../../machines/inspection/recording.types.ts';
import { amountOf, amountOfFact, clockTime, stateName } from './format.ts';

/** What the machine remembered after a step. */
export function memoryAt(steps: readonly MachineStep[], index: number): Facts {
  return Object.assign({}, ...steps.slice(0, index + 1).map(({ ctx }) => ctx)) as Facts;
}

export interface FactRow {
  readonly name: string;
  readonly value: string;
  /** What it was at the moment that it is compared with, where that differs. */
  readonly was?: string;
  /** Of the small print: a code, an id. */
  readonly isCode?: boolean;
}

/** What is known of a transaction at a moment. @param comparedWith another moment; default: the one before */
export function factsAt(recording: Recording, index: number, comparedWith = index - 1): FactRow[] {
  const rows = rowsAt(recording, index);
  if (comparedWith < 0) return rows;
  const before = new Map(rowsAt(recording, comparedWith).map(({ name, value }) => [name, value]));
  return rows.map((fact) => {
    const was = before.get(fact.name);
    return was === undefined || was === fact.value ? fact : { ...fact, was };
  });
}

function rowsAt({ steps, head, limits }: Recording, index: number): FactRow[] {
  const memory = memoryAt(steps, index);
  const step = steps[index];
  const fault = memory['failure'];
  const authorized = steps.slice(0, index + 1).findLast(({ d }) => d['authorized'] !== undefined)?.d['authorized'];
  const override = steps.slice(0, index + 1).find(({ ev }) => ev === 'sale.override')?.d;
  return [
    ...row('reference', head.ref),
    ...row('amount', amountOf(head)),
    ...row('authorised', amountOfFact(authorized)),
    ...row('terminal', head.poi),
    ...row('ServiceID', head.sid, true),
    ...row('state', stateName(step?.to ?? '')),
    ...row('outcome', typeof memory['outcome'] === 'string' ? memory['outcome'] : undefined),
    ...row('last fault', typeof fault === 'string' ? meaningOf(fault) : 'none'),
    ...row('fault code', typeof fault === 'string' ? fault : undefined, true),
    ...row('next check', time(memory['outcome'] === undefined ? memory['nextCheckAtMs'] : undefined) ?? 'none'),
    ...row('unanswered', `${Number(memory['unanswered'] ?? 0)} of ${limits.fastChecksMax}`),
    ...row('terminal saw it', memory['seenByTerminal'] === true ? 'yes, it proved that' : 'no proof yet'),
    ...row('may have restarted', memory['terminalRestarted'] === true ? 'yes: NotFound proves nothing' : 'no'),
    ...row('stop requested', memory['abortRequested'] === true ? 'yes' : 'no'),
    ...row('decided by', typeof override?.['by'] === 'string' ? override['by'] : undefined),
    ...row('because', typeof override?.['reason'] === 'string' ? override['reason'] : undefined),
  ];
}

function row(name: string, value: string | undefined, isCode = false): FactRow[] {
  return value === undefined || value === '' ? [] : [{ name, value, ...(isCode && { isCode }) }];
}

/** What a fault means, for a person. */
export function meaningOf(code: string): string {
  return code in FAULTS ? FAULTS[code as FaultCode].meaning : code;
}

function time(value: unknown): string | undefined {
  return typeof value === 'number' ? clockTime(value) : undefined;
}
