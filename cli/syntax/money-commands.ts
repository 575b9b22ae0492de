import { Argument, type Command } from 'commander';
import { requires, type Finish } from './options.ts';
import { transactionCommand, withCard, withGiftCard, withPayment, withSale } from './sale-options.ts';

const RESUMES = `
With --journal and --id the same command can be typed again after a crash: it sends nothing twice, resumes the transaction and
reports its outcome.`;
const EXIT_CODES = `
Exit codes: 0 accepted or approved, 1 declined, cancelled or failed, 2 usage or configuration, 3 not processed, 4 unresolved (it
may have taken effect).`;

/** Defines the commands that start a transaction, beside `pay` and `refund`. */
export function defineMoneyCommands(program: Command, finish: Finish): void {
  defineAcquire(program, finish);
  defineUnreferencedRefund(program, finish);
  defineStoredValue(program, finish);
  defineTransact(program, finish);
}

function defineAcquire(program: Command, finish: Finish): void {
  withCard(withSale(transactionCommand(program.command('acquire'))))
    .description('reads a card before the amount is known (CardAcquisition); says how to continue, and how to end it')
    .hook('preAction', requires('reference'))
    .option('--amount <decimal>', 'in major units, if it is known')
    .option('--currency <code>', 'of the amount')
    .option('--for-refund', 'an unreferenced refund follows, and not a payment')
    .option('--ask-cash-back', 'the shopper may ask for cash (CashBackFlag)')
    .addHelpText(
      'after',
      `
Example:
  tenderline acquire --reference TABLE-4 --id card-4
  tenderline pay --acquisition card-4 --amount 10.99 --currency EUR --reference TABLE-4-P
  tenderline end-acquisition                         # instead, if nothing follows
${RESUMES}
${EXIT_CODES}`,
    )
    .action(async (flags) => {
      const { acquire } = await import('../commands/money/acquire.ts');
      finish(await acquire(flags));
    });
}

function defineUnreferencedRefund(program: Command, finish: Finish): void {
  withPayment(withSale(transactionCommand(program.command('unreferenced-refund'))))
    .description('gives money back to a card that is presented, without an earlier payment')
    .hook('preAction', requires('amount', 'currency', 'reference'))
    .option('--amount <decimal>', 'in major units, for example 10.99 (required)')
    .option('--currency <code>', 'ISO 4217, for example EUR (required)')
    .addHelpText(
      'after',
      `
Example:
  tenderline unreferenced-refund --amount 5 --currency EUR --reference RETURN-7

Where the payment is known, \`tenderline refund\` gives its money back. Adyen must have enabled this one.
${RESUMES}
${EXIT_CODES}`,
    )
    .action(async (flags) => {
      const { unreferencedRefund } = await import('../commands/money/unreferenced-refund.ts');
      finish(await unreferencedRefund(flags));
    });
}

function defineStoredValue(program: Command, finish: Finish): void {
  const operation = new Argument('<operation>', 'StoredValueTransactionType of the Terminal API');
  withGiftCard(withSale(transactionCommand(program.command('stored-value'))))
    .description('activates, loads or unloads a gift card (StoredValue); `tenderline balance` shows what is on it')
    .addArgument(operation.choices(['activate', 'load', 'unload', 'reserve', 'reverse', 'duplicate']))
    .hook('preAction', requires('reference'))
    .option('--amount <decimal>', 'in major units: what load, unload and reserve move')
    .option('--currency <code>', 'of the amount')
    .option('--original-transaction-id <text>', 'what reverse undoes: the TransactionID, exactly as it was given')
    .option('--original-timestamp <text>', 'and the TimeStamp, exactly as it was given')
    .addHelpText(
      'after',
      `
Example:
  tenderline stored-value load --amount 25 --currency EUR --gift-card-file card.txt --reference GIFT-1

To pay with a gift card: \`tenderline pay --gift-card-file\`.
${RESUMES}
${EXIT_CODES}`,
    )
    .action(async (name: string, flags) => {
      const { storedValue } = await import('../commands/money/stored-value.ts');
      finish(await storedValue(name, flags));
    });
}

function defineTransact(program: Command, finish: Finish): void {
  transactionCommand(program.command('transact'))
    .description('a transaction whose body you wrote yourself: stored first, sent once and asked about like all others')
    .hook('preAction', requires('category', 'body', 'reference'))
    .option('--category <name>', 'Payment, Reversal, StoredValue, CardAcquisition, Loyalty or Batch (required)')
    .option('--body <file>', 'file with its JSON, in the names of the Terminal API; - is stdin (required)')
    .addHelpText(
      'after',
      `
Example:
  tenderline transact --category Loyalty --body loyalty.json --reference ORDER-1-L

The body is the content of <category>Request, without a header. What moves no money: \`tenderline request\`.
${RESUMES}
${EXIT_CODES}`,
    )
    .action(async (flags) => {
      const { transact } = await import('../commands/money/transact.ts');
      finish(await transact(flags));
    });
}
