import {
  openedStep,
  readingOf,
  transactionStep,
  whatIf,
  type Head,
  type MachineStep,
  type WhatIf,
} from '../../machines/index.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { begin, foldEach } from '../transactions/transaction-reducer.ts';
import { readState } from '../transactions/transaction-state.ts';
import { headOfStored } from './heads.ts';

/** A transaction step by step, for who looks at it. */
export interface InspectedTransaction {
  readonly head: Head;
  readonly limits: { readonly fastChecksMax: number; readonly responseTimeoutMs: number };
  readonly steps: readonly MachineStep[];
  /** For each step: the head as it was then, and what could have happened next. */
  readonly moments: readonly Moment[];
}

export interface Moment {
  readonly head: Head;
  readonly next: readonly WhatIf[];
}

/** Folds the records of a transaction into the steps that the engine reported while it ran. */
export function inspectStored(stored: StoredTransaction): InspectedTransaction {
  const { input } = stored;
  const steps: MachineStep[] = [];
  const moments: Moment[] = [];
  const last = foldEach(stored, (record, before, { snapshot: after, commands }) => {
    if (record.type === 'orphan') return;
    const opened = record.type === 'opened';
    steps.push(
      opened
        ? openedStep(input, begin(input).snapshot)
        : transactionStep({ seq: record.seq, event: record.event, before, after, commands }),
    );
    const now = opened
      ? { atMs: input.createdAtMs, upMs: input.createdUpMs ?? input.createdAtMs }
      : readingOf(record.event);
    moments.push({ head: headOfStored(readState(after), input), next: whatIf(after, now) });
  });
  const { fastChecksMax, responseTimeoutMs } = input.limits;
  return { head: headOfStored(readState(last), input), limits: { fastChecksMax, responseTimeoutMs }, steps, moments };
}
