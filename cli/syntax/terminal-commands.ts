import { Option, type Command } from 'commander';
import { collect, CONNECTION, type Finish, JOURNAL, requires, withSettings } from './options.ts';
import { withAcquisition, withGiftCard } from './sale-options.ts';

const EXIT_CODES = `
Ctrl-C asks the terminal to stop it.

Exit codes: 0 done, 1 the terminal did not do it, 2 usage or configuration, 3 the terminal was not reached, 4 no answer that can
be used.`;

/** Defines the requests that move no money. */
export function defineTerminalCommands(program: Command, finish: Finish): void {
  defineOutputs(program, finish);
  defineInput(program, finish);
  defineTotals(program, finish);
  defineCards(program, finish);
  defineRequest(program, finish);
}

function defineOutputs(program: Command, finish: Finish): void {
  withText(withSettings(program.command('display [lines...]'), CONNECTION))
    .description('shows text or a QR code to the shopper, until the next request')
    .option('--header <text>', 'above the QR code')
    .option('--footer <text>', 'below it')
    .option('--minimum-seconds <number>', 'how long it stays at least')
    .addHelpText(
      'after',
      help('tenderline display "Welcome" "Please wait"', 'without lines, or with -, those of stdin'),
    )
    .action(async (lines: string[], flags) => {
      const { display } = await import('../commands/terminal/display.ts');
      finish(await display(lines, flags));
    });
  withText(withSettings(program.command('print [lines...]'), CONNECTION))
    .description('prints text or a QR code on the terminal, and waits for the paper')
    .addHelpText('after', help('tenderline print < receipt.txt', 'without lines, or with -, those of stdin'))
    .action(async (lines: string[], flags) => {
      const { print } = await import('../commands/terminal/display.ts');
      finish(await print(lines, flags));
    });
}

function withText(command: Command): Command {
  return command
    .option('--qr-code <text>', 'the content of a QR code, in place of lines')
    .option('--style <name>', 'of all lines: Normal, Bold, Italic, Underline')
    .option('--alignment <name>', 'of all lines: Left, Right, Centred, Justified');
}

function defineInput(program: Command, finish: Finish): void {
  withSettings(program.command('input <command> <question>'), CONNECTION)
    .description('asks the person at the terminal; the command is the InputCommand of the Terminal API')
    .option('--detail <text>', 'more text, below the question')
    .option('--cancel-label <text>', 'of GetConfirmation: the button on the left (default No)')
    .option('--confirm-label <text>', 'of GetConfirmation: the button on the right (default Yes)')
    .option('--entry <text>', 'of GetMenuEntry: a choice; may be given several times', collect)
    .option('--chosen-max <number>', 'of GetMenuEntry: how many may be chosen (default 1)')
    .option('--placeholder <text>', 'of a typed answer: what stands there at first')
    .option('--min-length <number>', 'of a typed answer')
    .option('--max-length <number>', 'of a typed answer')
    .option('--masked', 'of a typed answer: shows dots in its place')
    .option('--max-seconds <number>', 'how long the person has')
    .addHelpText(
      'after',
      help(
        'tenderline input GetMenuEntry "Your tip" --entry "5 %" --entry "10 %"',
        'GetConfirmation, TextString, DigitString, DecimalString, GetMenuEntry; the answer is printed',
      ),
    )
    .action(async (command: string, question: string, flags) => {
      const { input } = await import('../commands/terminal/input.ts');
      finish(await input(command, question, flags));
    });
}

function defineTotals(program: Command, finish: Finish): void {
  withSettings(program.command('totals'), CONNECTION)
    .description('shows what the terminal has counted since its last reconciliation (GetTotals)')
    .option('--by <name>', 'a row for each OperatorID, SaleID, ShiftNumber, ...; may be given several times', collect)
    .option('--operator-id <text>', 'counts only what that operator did')
    .option('--shift-number <text>', 'counts only that shift')
    .option('--totals-group-id <text>', 'counts only that group')
    .addHelpText('after', help('tenderline totals --by OperatorID', 'changes nothing'))
    .action(async (flags) => {
      const { totals } = await import('../commands/terminal/totals.ts');
      finish(await totals(flags));
    });
  withSettings(program.command('reconcile'), CONNECTION)
    .description('closes the period that the terminal counts, or repeats the totals of an earlier one (Reconciliation)')
    .hook('preAction', requires('type'))
    .addOption(
      new Option('--type <name>', 'SaleReconciliation closes the period (required)').choices([
        'SaleReconciliation',
        'PreviousReconciliation',
        'AcquirerReconciliation',
        'AcquirerSynchronisation',
      ]),
    )
    .option('--period <id>', 'of PreviousReconciliation: its POIReconciliationID (default: the last one)')
    .option('--acquirer <id>', 'of the kinds with an acquirer; may be given several times', collect)
    .addHelpText('after', help('tenderline reconcile --type PreviousReconciliation', 'repeats the last totals'))
    .action(async (flags) => {
      const { reconcile } = await import('../commands/terminal/totals.ts');
      finish(await reconcile(flags));
    });
}

function defineCards(program: Command, finish: Finish): void {
  withGiftCard(withAcquisition(withSettings(program.command('balance'), [...CONNECTION, ...JOURNAL])))
    .description('shows what is on a gift card (BalanceInquiry)')
    .addHelpText('after', help('tenderline balance --gift-card-file card.txt', 'the number stands in the file'))
    .action(async (flags) => {
      const { balance } = await import('../commands/terminal/balance.ts');
      finish(await balance(flags));
    });
  withSettings(program.command('end-acquisition [lines...]'), CONNECTION)
    .description('ends a card acquisition that no payment follows (EnableService AbortTransaction)')
    .addHelpText('after', help('tenderline end-acquisition "Thank you"', 'the lines are for the shopper'))
    .action(async (lines: string[], flags) => {
      const { endAcquisition } = await import('../commands/terminal/balance.ts');
      finish(await endAcquisition(lines, flags));
    });
}

function defineRequest(program: Command, finish: Finish): void {
  withSettings(program.command('request'), CONNECTION)
    .description('sends a body that you wrote yourself, of any category that moves no money, and prints the answer')
    .hook('preAction', requires('category', 'body'))
    .option('--category <name>', 'MessageCategory, for example Admin (required)')
    .option('--body <file>', 'file with its JSON, in the names of the Terminal API; - is stdin (required)')
    .option('--service-id <id>', '1 to 10 letters and digits (default: a new one)')
    .addHelpText(
      'after',
      help('tenderline request --category CardReaderAPDU --body apdu.json', 'what moves money: `tenderline transact`'),
    )
    .action(async (flags) => {
      const { request } = await import('../commands/terminal/request.ts');
      finish(await request(flags));
    });
}

function help(example: string, note: string): string {
  return `\nExample:\n  ${example}    # ${note}\n${EXIT_CODES}`;
}
