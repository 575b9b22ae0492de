import { Command, Option } from 'commander';
import { VERSION } from '../version.ts';
import { flagOf, SETTINGS, type SettingName } from './settings.ts';

/** Which exit code a command ended with. */
export type Finish = (exitCode: number) => void;

const CONNECTION: readonly SettingName[] = [
  'poiid',
  'host',
  'port',
  'environment',
  'rootCertificate',
  'keyIdentifier',
  'keyVersion',
  'passphraseFile',
  'saleId',
  'responseTimeout',
];

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
    .option('--json', 'prints one JSON object a line')
    .action(async (flags) => {
      const { simulate } = await import('./commands/simulate.ts');
      finish(await simulate(flags));
    });

  withSettings(program.command('pay'), [...CONNECTION, 'journal', 'id', 'statusInterval'])
    .description('makes a payment and waits until it is known what became of it')
    .requiredOption('--amount <decimal>', 'in major units, for example 10.99')
    .requiredOption('--currency <code>', 'ISO 4217, for example EUR')
    .requiredOption('--reference <text>', 'your reference for this attempt: 1 to 80 characters')
    .option('--tip <decimal>', 'a tip agreed at the till, in major units')
    .option('--tender-option <name>', 'for example AskGratuity or ReceiptHandler; may be given several times', collect)
    .option('--receipts', 'prints the receipts')
    .addHelpText(
      'after',
      `
Exit codes: 0 approved, 1 declined, cancelled or failed, 2 usage or configuration, 3 not processed (nothing charged),
4 unresolved (the money may have been taken).`,
    )
    .action(async (flags) => {
      const { pay } = await import('./commands/pay.ts');
      finish(await pay(flags));
    });

  withSettings(program.command('status'), CONNECTION)
    .description('asks a terminal how it is, and what became of an earlier request')
    .option('--service-id <id>', 'ServiceID of the earlier request')
    .option('--category <name>', 'its MessageCategory', 'Payment')
    .addHelpText(
      'after',
      `
Exit codes: 0 answered, 2 usage or configuration, 3 the terminal was not reached, 4 no answer that can be used.`,
    )
    .action(async (flags) => {
      const { status } = await import('./commands/status.ts');
      finish(await status(flags));
    });

  addCerts(program, finish);
  return program;
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

/** Adds the settings of a command, and what every command with settings has. */
function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) command.option(`${flagOf(name)} <${SETTINGS[name].kind}>`, SETTINGS[name].what);
  return command
    .option(
      '--config <file>',
      'configuration file (default: TENDERLINE_CONFIG, or ./tenderline.config.json if it is there)',
    )
    .addOption(
      new Option('--log-level <level>', 'logs to stderr')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('silent'),
    )
    .option('--json', 'prints one JSON object a line')
    .addHelpText('after', settingsHelp(names));
}

function settingsHelp(names: readonly SettingName[]): string {
  const [first = 'poiid', last = 'poiid'] = [names.at(0), names.at(-1)];
  return `
The options from ${flagOf(first)} to ${flagOf(last)} can be variables as well, or stand in the configuration file:
--root-certificate is TENDERLINE_ROOT_CERTIFICATE and "rootCertificate". The option wins, then the variable, then the file.
The passphrase is never given on the command line: TENDERLINE_PASSPHRASE, or a file that holds it.`;
}

function environmentOption(what: string): Option {
  return new Option('--environment <name>', what).choices(['test', 'live']);
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
