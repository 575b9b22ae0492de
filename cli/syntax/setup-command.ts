import { Option, type Command } from 'commander';
import type { Finish } from './options.ts';

/** Defines the guided first hour. */
export function defineSetup(program: Command, finish: Finish): void {
  program
    .command('setup')
    .description('from nothing to a first payment: root, terminals, key, configuration, doctor; asks, or takes options')
    .option('--answers <file>', 'JSON with answers, named as the options: {"poiid","host","keyIdentifier"}; no secrets')
    .option('--no-input', 'asks nothing, also on a screen: says what is missing')
    .addOption(new Option('--environment <name>', 'which terminals').choices(['test', 'live']))
    .option('--simulator <dir>', 'a simulated terminal instead, whose files are kept there')
    .option('--speed <factor>', 'of the simulated shopper (default 5; 1 is the pace of a real one)')
    .option('--poiid <text>', 'the terminal: <model>-<serial>; several: "terminals" in --answers')
    .option('--host <text>', 'its IP address or host name')
    .option('--port <integer>', 'its port (default 8443)')
    .option('--root-certificate <file>', 'the fleet root, PEM or DER: verified, then stored')
    .option('--fetch-root', 'downloads the fleet root: verified, then stored')
    .option('--root-url <url>', 'where from (default: where Adyen offers it)')
    .option('--key-identifier <text>', 'identifier of the shared key')
    .option('--key-version <integer>', 'version of the shared key (default 1)')
    .option('--passphrase-file <file>', 'file that holds the passphrase; or the variable TENDERLINE_PASSPHRASE')
    .option('--new-passphrase <file>', 'makes a passphrase, and writes it to that new file')
    .option('--allow-legacy-passphrase', "accepts a passphrase that is older than today's rule for new keys")
    .addOption(new Option('--protection <name>', 'none: for a test terminal without a key').choices(['nexo', 'none']))
    .option('--sale-id <text>', 'name of this till (default TILL-01)')
    .option('--journal <file>', 'file that remembers transactions (default tenderline.db beside the configuration)')
    .option('--way-out', 'the doctor also connects from this machine to the platform')
    .option('--pay <decimal>', 'a first payment of so much, in major units (default: asks; 10.99 on the simulator)')
    .option('--currency <code>', 'of that payment (default EUR)')
    .option('--live-payment', 'makes that payment in live too, with real money')
    .option('--config <file>', 'where to write (default: TENDERLINE_CONFIG, or ./tenderline.config.json)')
    .option('--force', 'replaces a configuration that exists')
    .option('--json', 'prints one JSON object a line, and asks nothing')
    .addHelpText(
      'after',
      `
Examples:
  tenderline setup                                   # asks step by step
  tenderline setup --simulator ./sim                 # nothing to ask
  tenderline setup --poiid V400m-324688179 --host 192.168.1.31 --fetch-root \\
    --key-identifier shop --passphrase-file passphrase.txt --pay 1.00

Exit codes: 0 set up, 1 the doctor found something, or the payment was declined, 2 usage, an answer is missing, or a file exists;
3 and 4 of the payment, as with \`tenderline pay\`.`,
    )
    .action(async (flags) => {
      const { setup } = await import('../commands/first-hour/setup.ts');
      finish(await setup(flags));
    });
}
