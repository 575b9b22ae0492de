import { checkSqliteJournal } from '../../../adapters/index.ts';
import { EXIT_DAMAGED } from '../../output/exit-codes.ts';
import { createOutput, printable } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { journalPath } from '../../settings/journal-path.ts';
import { withJournal } from '../../stored/journal.ts';

/** `tenderline journal check`: reads everything that a journal has, and reports what is damaged. Changes nothing. */
export async function checkJournal(flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const path = journalPath(await readSettings(flags));
  await checkSqliteJournal(path);
  const { damaged, unlisted, ...counts } = await withJournal(path, (journal) => journal.check());
  for (const { transaction, poiid, what } of damaged) {
    output.emit({ type: 'damaged', transaction, ...(poiid !== undefined && { poiid }), what });
    output.print(
      output.paint('red', `DAMAGED: ${transaction} on ${poiid ?? 'an unknown terminal'}: ${printable(what)}`),
    );
  }
  for (const transaction of unlisted) {
    output.emit({ type: 'unlisted', transaction });
    output.print(output.paint('yellow', `NOT LISTED: ${transaction} is in order, and the index does not have it`));
  }
  const isSound = damaged.length === 0 && unlisted.length === 0;
  output.emit({ type: 'checked', ...counts, damaged: damaged.length, unlisted: unlisted.length });
  const { settled, open, orphans } = counts;
  const found = `${settled} settled and ${open} open transaction(s), ${orphans} orphan(s)`;
  output.print(isSound ? `SOUND: ${path} has ${found}.` : `${path} has ${found} beside what is damaged.`);
  return isSound ? 0 : EXIT_DAMAGED;
}
