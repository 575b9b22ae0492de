import type { Command } from 'commander';
import { collect, type Finish } from './options.ts';

/** Defines the commands that run simulated terminals. */
export function defineSimulatorCommands(program: Command, finish: Finish): void {
  program
    .command('demo')
    .description('three payments on a simulated terminal: approved, declined, and one whose answer is lost')
    .action(async () => {
      const { demo } = await import('../commands/demo.ts');
      finish(await demo());
    });

  program
    .command('simulate')
    .description('runs simulated terminals to pay on')
    .option('--poiid <poiid>', 'a terminal; may be given several times (default V400m-324688179)', collect)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on, for one terminal (default: one from the system)')
    .option('--state-dir <dir>', 'where certificates, passphrase and configuration are kept (default: a new folder)')
    .option('--speed <factor>', '1 is the pace of a real terminal, 10 is ten times faster', '1')
    .option(
      '--fault <json>',
      `a fault for the requests to come, as {"kind":"dropAfterRead"}; may be given several times`,
      collect,
    )
    .option('--shopper <json>', 'what shoppers do, as {"card":"chip","tip":200,"signs":true}')
    .option('--notify', 'sends notifications to a till on this machine, which its configuration lets listen for them')
    .option('--display-url <url>', 'sends display notifications there; may be given several times', collect)
    .option('--event-url <url>', 'sends event notifications there; may be given several times', collect)
    .option('--notify-clear', 'sends notifications in the clear (default: sealed with the shared key)')
    .option('--listen-user <text>', "user name for those URLs, as the till's listener has it")
    .option('--listen-password-file <path>', 'file with their password (or the variable TENDERLINE_LISTEN_PASSWORD)')
    .option('--json', 'prints one JSON object a line')
    .addHelpText('after', '\nExit codes: 0 ended by Ctrl-C or SIGTERM, 2 usage or configuration.')
    .action(async (flags) => {
      const { simulate } = await import('../commands/simulate.ts');
      finish(await simulate(flags));
    });
}
