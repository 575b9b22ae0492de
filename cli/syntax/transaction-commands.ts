import { Option, type Command } from 'commander';
import { CONNECTION, type Finish, JOURNAL, requires, withSettings } from './options.ts';
import { transactionCommand, withPayment, withSale } from './sale-options.ts';

/** Defines the commands that start transactions, query them and close them. */
export function defineTransactionCommands(program: Command, finish: Finish): void {
  definePay(program, finish);
  defineRefund(program, finish);
  defineAbort(program, finish);
  defineStatus(program, finish);
  defineOverride(program, finish);
}

function definePay(program: Command, finish: Finish): void {
  withPayment(withSale(transactionCommand(program.command('pay'))))
    .description('makes a payment and waits until it is known what became of it')
    .option('--amount <decimal>', 'in major units, for example 10.99; cash back is a part of it (required)')
    .option('--currency <code>', 'ISO 4217, for example EUR (required)')
    .hook('preAction', requires('amount', 'currency', 'reference'))
    .option('--tip <decimal>', 'a tip agreed at the till, in major units')
    .option('--cash-back <decimal>', 'the part of the amount that the shopper gets in cash')
    .option('--paid-amount <decimal>', 'the part of the bill that was paid before')
    .option('--split-payment', 'the bill is paid in several payments (SplitPaymentFlag)')
    .addHelpText(
      'after',
      `
Example:
  tenderline pay --amount 10.99 --currency EUR --reference ORDER-1 --id basket-1

With --journal and --id the same command can be typed again after a crash: it sends nothing twice, resumes the payment and
reports its outcome.

Exit codes: 0 approved, 1 declined, cancelled or failed, 2 usage or configuration, 3 not processed (nothing charged),
4 unresolved (the money may have been taken).`,
    )
    .action(async (flags) => {
      const { pay } = await import('../commands/money/pay.ts');
      finish(await pay(flags));
    });
}

function defineRefund(program: Command, finish: Finish): void {
  withSale(transactionCommand(program.command('refund')))
    .description('gives money of an earlier payment back, all of it or a part')
    .option('--transaction <id>', 'the payment, by its id in the journal')
    .option(
      '--original-transaction-id <text>',
      'or by its POITransactionID: the TransactionID, exactly as it was given',
    )
    .option('--original-timestamp <text>', 'and the TimeStamp, exactly as it was given')
    .option('--amount <decimal>', 'a part, in major units (default: all)')
    .option('--currency <code>', 'of the part')
    .hook('preAction', requires('reference'))
    .addOption(
      new Option('--reason <name>', 'why (default: MerchantCancel)').choices([
        'CustCancel',
        'MerchantCancel',
        'Malfunction',
        'Unable2Compl',
      ]),
    )
    .addHelpText(
      'after',
      `
Example:
  tenderline refund --transaction basket-1 --reference ORDER-1-R

Without an earlier payment: \`tenderline unreferenced-refund\`.

Exit codes: 0 accepted (the platform reports later what became of it), 1 refused, 2 usage or configuration, 3 not processed
(nothing given back), 4 unresolved (the refund may have been accepted).`,
    )
    .action(async (flags) => {
      const { refund } = await import('../commands/money/refund.ts');
      finish(await refund(flags));
    });
}

function defineAbort(program: Command, finish: Finish): void {
  withSettings(program.command('abort'), [...CONNECTION, ...JOURNAL])
    .description('asks a terminal to stop a request; the effect shows in the outcome of that request')
    .option('--id <text>', 'the transaction, by its id in the journal; a till may own the journal meanwhile')
    .option('--service-id <id>', 'or by the ServiceID of the request')
    .option('--category <name>', 'its MessageCategory', 'Payment')
    .addHelpText(
      'after',
      `
Exit codes: 0 asked, 2 usage or configuration (also: no such transaction, or settled already), 3 not sent, 4 no answer that
can be used. None of them says anything of the money.`,
    )
    .action(async (flags) => {
      const { abort } = await import('../commands/abort.ts');
      finish(await abort(flags));
    });
}

function defineStatus(program: Command, finish: Finish): void {
  withSettings(program.command('status'), [...CONNECTION, ...JOURNAL])
    .description('asks a terminal how it is, or what became of an earlier request')
    .option('--id <text>', 'a transaction of the journal: asks the terminal, or has the till ask that owns the journal')
    .option('--service-id <id>', 'ServiceID of an earlier request')
    .option('--category <name>', 'its MessageCategory', 'Payment')
    .option('--platform', 'the terminal also says whether it reaches the payment platform')
    .addHelpText(
      'after',
      `
Exit codes: 0 answered, 2 usage or configuration, 3 the terminal was not reached, 4 no answer that can be used.
With --id those of pay: 0 approved or accepted, 1 declined, cancelled or failed, 2 usage or configuration, 3 not processed,
4 not settled.`,
    )
    .action(async (flags) => {
      const { status } = await import('../commands/status.ts');
      finish(await status(flags));
    });
}

function defineOverride(program: Command, finish: Finish): void {
  withSettings(program.command('override'), [...CONNECTION, ...JOURNAL])
    .description('closes a transaction whose outcome is unknown, on the word of a person who has looked')
    .option('--id <text>', 'the transaction, by its id in the journal (required)')
    .option('--by <name>', 'who decides (required)')
    .option('--reason <text>', 'why: what was seen (required)')
    .addOption(
      new Option('--outcome <found>', 'what was found out about the money (required)').choices([
        'charged',
        'notCharged',
        'unknown',
      ]),
    )
    .hook('preAction', requires('id', 'by', 'reason', 'outcome'))
    .addHelpText(
      'after',
      `
While a till owns the journal, the till records it: if it was started with \`control: true\`, or is \`tenderline serve\`. With a
journal in a database the server that has the terminal does, by way of the one of the configuration (\`gateway.url\`).

Exit codes: 0 recorded, 2 usage or configuration (also: settled already, or the till takes no commands), 4 the till has taken
it and not stored it yet. If the outcome becomes known first, nothing is recorded and the exit code is that of pay.`,
    )
    .action(async (flags) => {
      const { override } = await import('../commands/override.ts');
      finish(await override(flags));
    });
}
