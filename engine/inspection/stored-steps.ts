import type { JournalReader } from '../../adapters/ports/journal.port.ts';
import { InputError } from '../../errors.ts';
import {
  openedStep,
  readingOf,
  serviceIdsOf,
  transactionStep,
  whatIf,
  whatIfThen,
  type Moment,
  type Recording,
  type MachineStep,
} from '../../machines/index.ts';
import { parseTransactionId, type ServiceID } from '../../protocol/ids.ts';
import { isDamage } from '../journal/damage.ts';
import { readTransaction, type StoredTransaction } from '../journal/stored-transactions.ts';
import { begin, fold, foldEach } from '../transactions/transaction-reducer.ts';
import { readState } from '../transactions/transaction-state.ts';
import { headOfStored } from './heads.ts';

/**
 * Folds the records of a transaction into the steps that the engine reported while it ran.
 *
 * @param known the moments of an earlier call: records are only added, so that they still hold, and to find out what every event would
 *   do takes longest
 */
export function inspectStored(stored: StoredTransaction, known: readonly Moment[] = []): Recording {
  const { input } = stored;
  const steps: MachineStep[] = [];
  const moments: Moment[] = [];
  // Another one of the same id, after the first was pruned, is not that one.
  const kept = known[0]?.head.at === input.createdAtMs ? known : [];
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
    moments.push(
      kept[moments.length] ?? {
        head: headOfStored(readState(after), input),
        next: whatIf(after, now),
        otherTimes: whatIfThen(after, now),
      },
    );
  });
  const { fastChecksMax, responseTimeoutMs } = input.limits;
  return { head: headOfStored(readState(last), input), limits: { fastChecksMax, responseTimeoutMs }, steps, moments };
}

export interface RecordingExtras {
  /** Moments that were worked out before. */
  readonly known?: readonly Moment[] | undefined;
  /** The messages under every ServiceID that its request was sent with. */
  readonly wireOf?: (serviceIds: readonly ServiceID[]) => NonNullable<Recording['wire']>;
}

/**
 * The same of a transaction in a journal. `undefined` when there is none of that id, or its records are damaged.
 *
 * @throws {JournalError} when the journal cannot be read
 */
export async function readRecording(
  journal: Pick<JournalReader, 'read'>,
  id: string,
  { known, wireOf }: RecordingExtras = {},
): Promise<Recording | undefined> {
  try {
    const stored = await readTransaction(journal, parseTransactionId(id));
    if (stored === undefined) return undefined;
    const recording = inspectStored(stored, known);
    return wireOf ? { ...recording, wire: wireOf(serviceIdsOf(fold(stored).context.input)) } : recording;
  } catch (error) {
    if (error instanceof InputError || isDamage(error)) return undefined;
    throw error;
  }
}
