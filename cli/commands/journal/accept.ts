import { acceptSqliteJournal, openSqliteJournalReader, type Accepted } from '../../../adapters/index.ts';
import { errorCode, formatValue, InputError } from '../../../errors.ts';
import { createOutput, printable, type Output } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { journalPath } from '../../settings/journal-path.ts';

export interface AcceptFlags extends ConnectionFlags {
  readonly by: string;
  readonly reason: string;
}

/** `tenderline journal accept`: takes a journal as it is, on the word of a person who has found out what became of what is missing. */
export async function acceptJournal(flags: AcceptFlags): Promise<number> {
  const output = createOutput(flags);
  const by = words('by', flags.by);
  const reason = words('reason', flags.reason);
  const path = journalPath(await readSettings(flags));
  if (await isSound(path)) {
    output.emit({ type: 'accepted', nothing: true });
    output.print(`Nothing to accept: ${path} has everything that was acknowledged. Nothing was recorded.`);
    return 0;
  }
  const accepted = await acceptSqliteJournal(path, { by, reason, atMs: Date.now() });
  output.emit({ type: 'accepted', by, reason, ...accepted });
  print(output, path, by, accepted);
  return 0;
}

/** @throws what keeps the journal from being opened at all */
async function isSound(path: string): Promise<boolean> {
  try {
    const journal = await openSqliteJournalReader(path);
    try {
      for await (const _ of journal.readOpen());
      return true;
    } finally {
      await journal.close();
    }
  } catch (error) {
    if (['ERR_JOURNAL_ROLLED_BACK', 'ERR_JOURNAL_CORRUPT'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

function print(output: Output, path: string, by: string, { position, expectedPosition, damaged }: Accepted): void {
  output.print(output.paint('yellow', `ACCEPTED: ${path} as it is, by ${printable(by)}. It is recorded in it.`));
  if (expectedPosition === undefined)
    output.print(`  It has ${position} record(s); how many it should have is not known.`);
  else if (expectedPosition > position) {
    output.print(
      `  ${expectedPosition - position} record(s) that were acknowledged are lost: it has ${position} of ${expectedPosition}.`,
    );
  }
  output.print(
    '  Payments that only the lost records knew are known to the acquirer only, and their ids count as new.',
  );
  for (const { transaction, poiid = 'an unknown terminal', what } of damaged) {
    output.print(`  Closed, charged unknown: ${transaction} on ${poiid} (${what}). Its id stays used.`);
  }
}

function words(path: 'by' | 'reason', text: string): string {
  const found = text.trim();
  if (found !== '') return found;
  throw new InputError('ERR_INPUT_ACCEPT', { path, expected: 'words', found: formatValue(text) });
}
