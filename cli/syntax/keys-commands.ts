import type { Command } from 'commander';
import type { Finish } from './options.ts';
import { defineKeyLevels } from './management-commands.ts';

/** Defines the commands about the shared key. Of `check` and `new` nothing is sent anywhere. */
export function defineKeys(program: Command, finish: Finish): void {
  const keys = program
    .command('keys')
    .description('the shared key: checks a passphrase, makes one, and reads or sets the key of the platform');
  defineKeyLevels(keys, finish);
  keys
    .command('check [file]')
    .description('says of each rule for passphrases whether this one keeps it; never prints it')
    .option('--passphrase-file <file>', 'file that holds it, as [file] (default: the variable TENDERLINE_PASSPHRASE)')
    .option('--config <file>', 'configuration file that names such a file')
    .option('--json', 'prints one JSON object a line')
    .addHelpText('after', '\nExit codes: 0 it keeps every rule, 1 it breaks one, 2 usage or none given.')
    .action(async (passphraseFile: string | undefined, flags) => {
      const { checkKeys } = await import('../commands/setup/keys.ts');
      finish(await checkKeys({ ...flags, ...(passphraseFile !== undefined && { passphraseFile }) }));
    });
  keys
    .command('new')
    .description('makes a passphrase that keeps the rules, and prints it or writes it to a file')
    .option('--out <file>', 'writes it there, readable for this user alone; a file that exists is not replaced')
    .option('--json', 'prints one JSON object a line')
    .action(async (flags) => {
      const { newKey } = await import('../commands/setup/keys.ts');
      finish(await newKey(flags));
    });
}
