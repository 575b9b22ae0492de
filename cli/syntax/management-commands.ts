import type { Command } from 'commander';
import { withSettings, type Finish } from './options.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 not done or not in order, 2 usage, 3 the platform was not reached, 4 it may have been done.
docs/keys.md says which roles the API key needs, and what inherits from what.`;

/** The settings that say which key this till has. */
const KEY = ['environment', 'keyIdentifier', 'keyVersion', 'passphraseFile'] as const;

/** Defines the commands that read and set the key on a level of the platform. @param keys the command `keys` */
export function defineKeyLevels(keys: Command, finish: Finish): void {
  withLevel(withApiKey(withSettings(keys.command('get'), ['terminal', ...KEY])))
    .description('which key a level of the platform has, where it comes from, and whether this till has it')
    .option('--out <file>', 'writes the passphrase there, readable for this user alone; it is never printed')
    .addHelpText('after', `\nExample:\n  tenderline keys get --store ST0001\n${EXIT_CODES}`)
    .action(async (flags) => {
      const { getKey } = await import('../commands/management/keys-get.ts');
      finish(await getKey(flags));
    });
  withLevel(withApiKey(withSettings(keys.command('put'), ['terminal', ...KEY])))
    .description('sets the key of this till on a level of the platform; without --yes it says what would change')
    .option('--yes', 'does it')
    .option('--if-unchanged <token>', 'does it only if nothing changed since that token was printed')
    .addHelpText(
      'after',
      `
Example:
  tenderline keys put --store ST0001 --key-identifier lane-key --key-version 4 --passphrase-file new.txt
  tenderline keys put ... --yes --if-unchanged TOKEN  # the token that the first one printed

URLs and the notification button of the level are kept. The change is sent once, and read back.
${EXIT_CODES}`,
    )
    .action(async (flags) => {
      const { putKey } = await import('../commands/management/keys-put.ts');
      finish(await putKey(flags));
    });
  withApiKey(withSettings(keys.command('status'), ['poiid', ...KEY]))
    .description('of every terminal of the configuration, which key the platform has, and whether this till has it')
    .addHelpText('after', EXIT_CODES)
    .action(async (flags) => {
      const { keyStatus } = await import('../commands/management/keys-status.ts');
      finish(await keyStatus(flags));
    });
}

/** Defines `tenderline terminals`. */
export function defineTerminals(program: Command, finish: Finish): void {
  const terminals = program.command('terminals').description('the terminals of the configuration, and of the platform');
  withApiKey(withSettings(terminals.command('list'), ['environment', 'poiid', 'host']))
    .description('lists the terminals of the configuration or, with --management, those that the platform knows')
    .option('--management', 'asks the Management API: addresses, assignment, software')
    .option('--merchant <id>', 'with --management: of this merchant account only')
    .option('--store <id>', 'with --management: of this store only')
    .option('--search <text>', 'with --management: part of the POIID; the platform ignores the others beside it')
    .option('--entries', 'with --management: prints them as "terminals" of a configuration file')
    .addHelpText(
      'after',
      `\nExample:\n  tenderline terminals list --management --store ST0001 --entries\n${EXIT_CODES}`,
    )
    .action(async (flags) => {
      const { listAll } = await import('../commands/management/list-terminals.ts');
      finish(await listAll(flags));
    });
}

function withApiKey(command: Command): Command {
  return command
    .option(
      '--api-key-file <file>',
      'file with the API key, or TENDERLINE_API_KEY_FILE; or the variable TENDERLINE_API_KEY',
    )
    .option('--management-url <url>', 'or TENDERLINE_MANAGEMENT_URL (default: that of the environment)');
}

function withLevel(command: Command): Command {
  return command
    .option('--company <id>', 'level: the company account')
    .option('--merchant <id>', 'level: a merchant account')
    .option('--store <id>', "level: a store, by the platform's id")
    .option('--store-reference <reference>', 'level: a store of --merchant, by your reference');
}
