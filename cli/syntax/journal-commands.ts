import { Option, type Command } from 'commander';
import { type Finish, JOURNAL, withSettings } from './options.ts';

/** Defines the commands that read a journal, and those that are about the journal itself. */
export function defineJournalCommands(program: Command, finish: Finish): void {
  defineTransactions(program, finish);
  defineReceipt(program, finish);
  definePrune(program, finish);
  const journal = program
    .command('journal')
    .description('checks a journal, copies it, and takes one that lost something');
  defineCheck(journal, finish);
  defineBackup(journal, finish);
  defineAccept(journal, finish);
  defineCopy(journal, finish);
}

function defineTransactions(program: Command, finish: Finish): void {
  const transactions = withSettings(program.command('transactions'), JOURNAL)
    .description('shows what the journal has, the newest first; also while a till uses it')
    .option('--unresolved', 'only what has no outcome yet')
    .option('--from <moment>', 'only what was requested from then on: a day as 2026-08-13, or a time')
    .option('--to <moment>', 'only what was requested up to then: a day counts whole')
    .option('--day <date>', 'only that day: --from and --to in one')
    .option('--poiid <id>', 'only of that terminal')
    .option('--reference <text>', 'only with that reference')
    .option('--state <name>', 'only in that state: open, settled, timedOut, ...')
    .option('--kind <name>', 'only what ended so: approved, declined, ...')
    .option('--type <name>', 'only what was asked for so: payment, refund, ...')
    .option('--limit <number>', 'how many (default 50; with --csv all)')
    .option('--csv', 'prints comma-separated values (RFC 4180), amounts in minor units')
    .option('--totals', 'prints what they come to, by terminal, currency, type and outcome, instead of them')
    .addHelpText('after', '\nExit codes: 0 printed, 2 usage or configuration, or something of it is damaged.')
    .action(async (flags) => {
      const { transactions: list } = await import('../commands/transactions.ts');
      finish(await list(flags));
    });
  transactions
    .command('show <id>')
    .description('shows what happened to a transaction, event by event, and its outcome')
    .action(async (id: string, _flags, command: Command) => {
      const { showTransaction } = await import('../commands/show-transaction.ts');
      finish(await showTransaction(id, command.optsWithGlobals()));
    });
}

function defineReceipt(program: Command, finish: Finish): void {
  withSettings(program.command('receipt <id>'), JOURNAL)
    .description('prints the receipts of a transaction of the journal')
    .addOption(new Option('--customer', "only the customer's").conflicts('merchant'))
    .option('--merchant', "only the merchant's")
    .option('--width <columns>', 'how wide the paper is (default 40)')
    .addHelpText('after', '\nExit codes: 0 printed, 2 usage or configuration (also: it has none).')
    .action(async (id: string, flags) => {
      const { printReceipt } = await import('../commands/journal/receipt.ts');
      finish(await printReceipt(id, flags));
    });
}

function definePrune(program: Command, finish: Finish): void {
  withSettings(program.command('prune'), JOURNAL)
    .description('forgets transactions that were settled long ago; no till may own the journal')
    .requiredOption('--older-than <age>', 'as 36h, 90d or 12w')
    .addHelpText(
      'after',
      `
What is open or damaged stays, and so do the newest 100. The id of what is forgotten counts as a new one.

Exit codes: 0 done, 2 usage or configuration (also: a till owns the journal, or the clock is not to be believed).`,
    )
    .action(async (flags) => {
      const { prune } = await import('../commands/journal/prune.ts');
      finish(await prune(flags));
    });
}

function defineCheck(journal: Command, finish: Finish): void {
  withSettings(journal.command('check'), JOURNAL)
    .description('reads everything that a journal has, and reports what is damaged; also while a till uses it')
    .addHelpText(
      'after',
      '\nExit codes: 0 sound, 1 transactions are damaged, 2 usage or configuration (also: the file itself is damaged).',
    )
    .action(async (flags) => {
      const { checkJournal } = await import('../commands/journal/check.ts');
      finish(await checkJournal(flags));
    });
}

function defineBackup(journal: Command, finish: Finish): void {
  withSettings(journal.command('backup <file>'), ['journal'])
    .description('writes a consistent copy of a journal and checks it; also while a till uses it')
    .addHelpText('after', '\nExit codes: 0 written, 2 usage or configuration (also: there is such a file already).')
    .action(async (file: string, flags) => {
      const { backUpJournal } = await import('../commands/journal/back-up.ts');
      finish(await backUpJournal(file, flags));
    });
}

function defineCopy(journal: Command, finish: Finish): void {
  withSettings(journal.command('copy <from> <to>'), ['journalPasswordFile'])
    .description('copies the file of a till that does not run into an empty database, and compares what came')
    .addHelpText(
      'after',
      `
Example:
  tenderline journal copy till.db postgres://till@db.shop/tenderline

Refused while anything is open in the file. No till may be started on the file afterwards.

Exit codes: 0 copied, 2 usage or configuration (also: a till owns one of them, or the database has records).`,
    )
    .action(async (from: string, to: string, flags) => {
      const { copyJournal } = await import('../commands/journal/copy.ts');
      finish(await copyJournal(from, to, flags));
    });
}

function defineAccept(journal: Command, finish: Finish): void {
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
      const { acceptJournal } = await import('../commands/journal/accept.ts');
      finish(await acceptJournal(flags));
    });
}
