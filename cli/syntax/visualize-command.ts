import { Option, type Command } from 'commander';
import { withSettings, type Finish } from './options.ts';

/** Defines the command that displays a journal as a page, and exports diagrams. */
export function defineVisualize(program: Command, finish: Finish): void {
  withSettings(program.command('visualize'), ['journal'])
    .description('shows a journal as a page in the browser, event by event; also while a till uses it')
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
What is exported has no message bodies, card data, receipts or keys in it, and no name of who decided.

Exit codes: 0 exported, or ended by Ctrl-C or SIGTERM, 2 usage or configuration.`,
    )
    .action(async (flags) => {
      const { visualize } = await import('../commands/visualize.ts');
      finish(await visualize(flags));
    });
}
