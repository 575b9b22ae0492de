import { Option, type Command } from 'commander';
import { type Finish, JOURNAL, withSettings } from './options.ts';

/** Defines the commands with a page: one displays a journal and exports diagrams, one is to play with. */
export function defineVisualize(program: Command, finish: Finish): void {
  program
    .command('play')
    .description('a till and a terminal to click on, as a page: with faults, restarts and a tour of six scenes')
    .option('--port <port>', 'port to listen on, on this machine only (default: one from the system)')
    .option('--json', 'prints one JSON object a line')
    .addHelpText('after', '\nExit codes: 0 ended by Ctrl-C or SIGTERM, 2 usage or configuration.')
    .action(async (flags) => {
      const { play } = await import('../pages/play.ts');
      finish(await play(flags));
    });

  withSettings(program.command('visualize'), JOURNAL)
    .description('shows a journal, or a till that runs, as a page in the browser, event by event')
    .option(
      '--url <url>',
      'a gateway that runs (http://127.0.0.1:4460), or `control`: the till that has the journal open',
    )
    .option('--token-file <path>', "file of that gateway's token (default: as `serve` has it by the same settings)")
    .option('--port <port>', 'port to listen on, on this machine only (default: one from the system)')
    .addOption(
      new Option('--export <format>', 'prints a diagram, or a transaction as one HTML file that opens offline').choices(
        ['svg', 'mermaid', 'html'],
      ),
    )
    .option('--transaction <id>', 'which transaction to export: its way through the states, its messages')
    .addOption(
      new Option('--machine <name>', 'which machine to export, without a transaction')
        .choices(['transaction', 'terminal'])
        .default('transaction'),
    )
    .addHelpText(
      'after',
      `
With --url the page is live. The token is sent to this machine, or over TLS; TENDERLINE_GATEWAY_TOKEN gives it in place of a file.
What is exported has no message bodies, card data, receipts or keys in it, and no name of who decided.

Exit codes: 0 exported, or ended by Ctrl-C or SIGTERM, 2 usage or configuration.`,
    )
    .action(async (flags) => {
      const { visualize } = await import('../pages/visualize.ts');
      finish(await visualize(flags));
    });
}
