import { Command, Option } from 'commander';
import { VERSION } from '../version.ts';
import { collect, withSettings } from './syntax/options.ts';
import { LISTENER } from './settings/settings.ts';
import { addTransactionCommands } from './syntax/transaction-commands.ts';

/** Which exit code a command ended with. */
export type Finish = (exitCode: number) => void;

/**
 * The command line as data. A command's code is loaded when it runs, so that help and mistakes cost nothing.
 *
 * @param finish takes the exit code of the command that ran
 */
export function createProgram(finish: Finish): Command {
  const program = new Command('tenderline')
    .description('Drives Adyen payment terminals over the local network and tells the truth about the money.')
    .version(VERSION)
    .exitOverride()
    // Mistakes are reported in one place, for people and for programs.
    .configureOutput({ outputError: () => {} });

  program
    .command('demo')
    .description('three payments on a simulated terminal: approved, declined, and one whose answer is lost')
    .action(async () => {
      const { demo } = await import('./commands/demo.ts');
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
      const { simulate } = await import('./commands/simulate.ts');
      finish(await simulate(flags));
    });

  addTransactionCommands(program, finish);
  addListen(program, finish);
  addCerts(program, finish);
  return program;
}

function addListen(program: Command, finish: Finish): void {
  withSettings(program.command('listen'), ['keyIdentifier', 'keyVersion', 'passphraseFile', ...LISTENER])
    .description('prints the display and event notifications of terminals, until Ctrl-C')
    .addHelpText(
      'after',
      `
What is sealed opens with the shared key; with --listen-clear-text the key may be left out. Each notification is printed as
often as it comes. None of them says what became of the money: the outcome of the transaction does.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 usage or configuration (also: the port is taken).`,
    )
    .action(async (flags) => {
      const { listen } = await import('./commands/listen.ts');
      finish(await listen(flags));
    });
}

function addCerts(program: Command, finish: Finish): void {
  const certs = program
    .command('certs')
    .description('shows the fleet roots: which are expected, which are installed')
    .option('--json', 'prints one JSON object a line')
    .action(async (flags) => {
      const { showCerts } = await import('./commands/certs.ts');
      finish(await showCerts(flags));
    });
  certs
    .command('install <file>')
    .description('verifies a fleet root (PEM or DER) and puts it where it is found')
    .addOption(environmentOption('which root it must be (default: told by the pin)'))
    .action(async (file: string, _flags, command: Command) => {
      const { installCert } = await import('./commands/certs.ts');
      finish(await installCert(file, command.optsWithGlobals()));
    });
  certs
    .command('fetch')
    .description('downloads a fleet root, verifies it, and puts it where it is found')
    .addOption(environmentOption('which root').default('test'))
    .option('--url <url>', 'where from (default: where Adyen offers it)')
    .action(async (_flags, command: Command) => {
      const { fetchCert } = await import('./commands/certs.ts');
      finish(await fetchCert(command.optsWithGlobals()));
    });
}

function environmentOption(what: string): Option {
  return new Option('--environment <name>', what).choices(['test', 'live']);
}
