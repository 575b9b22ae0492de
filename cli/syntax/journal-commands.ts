import type { Command } from 'commander';
import { withSettings, type Finish } from './options.ts';

/** Defines the commands that are about the journal itself. */
export function defineJournalCommands(program: Command, finish: Finish): void {
  const journal = program.command('journal').description('what is to be decided about a journal that lost something');
  withSettings(journal.command('accept'), ['journal'])
    .description('takes a journal as it is that was refused with ERR_JOURNAL_ROLLED_BACK, or has damaged transactions')
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--reason <text>', 'why: what was found out about what is missing')
    .addHelpText(
      'after',
      `
First find out at the acquirer what became of the payments since the last record: the till does not know them any more.
No till may own the journal. What is accepted is recorded in it.

Exit codes: 0 recorded, or nothing to accept; 2 usage or configuration (also: a till owns the journal, or the file itself is
damaged: then a backup must take its place first).`,
    )
    .action(async (flags) => {
      const { acceptJournal } = await import('../commands/accept-journal.ts');
      finish(await acceptJournal(flags));
    });
}
