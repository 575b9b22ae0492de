import type { Command } from 'commander';
import { LISTENER, withSettings, type Finish } from './options.ts';

export function defineListen(program: Command, finish: Finish): void {
  withSettings(program.command('listen'), [
    'keyIdentifier',
    'keyVersion',
    'passphraseFile',
    'allowLegacyPassphrase',
    ...LISTENER,
  ])
    .description('prints the display and event notifications of terminals, until Ctrl-C')
    .addHelpText(
      'after',
      `
What is sealed opens with the shared key; with --listen-clear-text the key may be left out. Each notification is printed as
often as it comes. None of them says what became of the money: the outcome of the transaction does.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 usage or configuration (also: the port is taken).`,
    )
    .action(async (flags) => {
      const { listen } = await import('../commands/listen.ts');
      finish(await listen(flags));
    });
}
