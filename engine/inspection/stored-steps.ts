import {
  openedStep,
  readingOf,
  transactionStep,
  whatIf,
  type Moment,
  type Recording,
  type MachineStep,
} from '../../machines/index.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { begin, foldEach } from '../transactions/transaction-reducer.ts';
import { readState } from '../transactions/transaction-state.ts';
import { headOfStored } from './heads.ts';

/** Folds the records of a transaction into the steps that the engine reported while it ran. */
export function inspectStored(stored: StoredTransaction): Recording {
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
