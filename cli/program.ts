import { Command } from 'commander';
import { VERSION } from '../version.ts';
import { defineCerts } from './syntax/certs-commands.ts';
import { defineDoctor } from './syntax/doctor-command.ts';
import { defineJournalCommands } from './syntax/journal-commands.ts';
import { defineKeys } from './syntax/keys-commands.ts';
import { defineListen } from './syntax/listen-command.ts';
import type { Finish } from './syntax/options.ts';
import { defineTerminals } from './syntax/management-commands.ts';
import { defineMoneyCommands } from './syntax/money-commands.ts';
import { defineMove, defineServe } from './syntax/serve-command.ts';
import { defineSetup } from './syntax/setup-command.ts';
import { defineSimulatorCommands } from './syntax/simulator-commands.ts';
import { defineVisualize } from './syntax/visualize-command.ts';
import { defineTerminalCommands } from './syntax/terminal-commands.ts';
import { defineTransactionCommands } from './syntax/transaction-commands.ts';

/**
 * The command line as data. The code of a command is loaded when it runs, so that help and usage errors are fast.
 *
 * @param finish takes the exit code of the command that ran
 */
export function createProgram(finish: Finish): Command {
  const program = new Command('tenderline')
    .description('Drives Adyen payment terminals over the local network and tells the truth about the money.')
    .version(VERSION)
    .exitOverride()
    // `reportError` reports usage errors like all others, for people and for programs.
    .configureOutput({ outputError: () => {} });

  defineSimulatorCommands(program, finish);
  defineTransactionCommands(program, finish);
  defineMoneyCommands(program, finish);
  defineTerminalCommands(program, finish);
  defineJournalCommands(program, finish);
  defineListen(program, finish);
  defineVisualize(program, finish);
  defineServe(program, finish);
  defineMove(program, finish);
  defineCerts(program, finish);
  defineDoctor(program, finish);
  defineKeys(program, finish);
  defineTerminals(program, finish);
  defineSetup(program, finish);
  return program;
}
