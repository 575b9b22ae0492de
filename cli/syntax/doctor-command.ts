import type { Command } from 'commander';
import { CONNECTION, type Finish, JOURNAL, LISTENER, withSettings } from './options.ts';

/** Defines the command that looks at everything between a till and its money. */
export function defineDoctor(program: Command, finish: Finish): void {
  withSettings(program.command('doctor'), [...CONNECTION, ...JOURNAL, ...LISTENER])
    .description('looks step by step at configuration, network, certificate, key, terminal, journal; says what to do')
    .option('--all', 'every terminal of the configuration file, several at a time')
    .option('--way-out', 'also connects from this machine to the payment platform (*.adyen.com, port 443)')
    .option('--html <file>', 'also writes a report as one page, without secrets, for those who run the network')
    .addHelpText(
      'after',
      `
Example:
  tenderline doctor --all --html report.html

It moves no money. --json prints {"type":"check","name","status","reason","remedy"} for each step, with status pass, warn, fail or
skip, and {"type":"summary","status"} at the end. docs/doctor.md lists the steps.

Exit codes: 0 nothing failed, 1 a step failed, 2 usage.`,
    )
    .action(async (flags) => {
      const { doctor } = await import('../commands/setup/doctor.ts');
      finish(await doctor(flags));
    });
}
