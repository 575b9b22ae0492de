import { checkSqliteJournal } from '../../../adapters/index.ts';
import { EXIT_DAMAGED } from '../../output/exit-codes.ts';
import { createOutput, printable } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readJournalPlace } from '../../settings/journal-path.ts';
import { withJournal } from '../../stored/journal.ts';

/** `tenderline journal check`: reads everything that a journal has, and reports what is damaged. Changes nothing. */
export async function checkJournal(flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const place = await readJournalPlace(flags);
  if (place.kind === 'file') await checkSqliteJournal(place.name);
  const { damaged, unlisted, ...counts } = await withJournal(place, (journal) => journal.check());
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
  output.print(isSound ? `SOUND: ${place.name} has ${found}.` : `${place.name} has ${found} beside what is damaged.`);
  return isSound ? 0 : EXIT_DAMAGED;
}
