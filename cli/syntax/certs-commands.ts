import { Option, type Command } from 'commander';
import { requires, type Finish } from './options.ts';

export function defineCerts(program: Command, finish: Finish): void {
  const certs = program
    .command('certs')
    .description('shows the fleet roots: which are expected, which are installed')
    .option('--json', 'prints one JSON object a line')
    .action(async (flags) => {
      const { showCerts } = await import('../commands/certs.ts');
      finish(await showCerts(flags));
    });
  certs
    .command('show')
    .description('the same: both fingerprints of each root, and what is installed')
    .action(async (_flags, command: Command) => {
      const { showCerts } = await import('../commands/certs.ts');
      finish(await showCerts(command.optsWithGlobals()));
    });
  certs
    .command('export')
    .description('writes the installed fleet root to a file, for the certificate store of another system')
    .hook('preAction', requires('out'))
    .addOption(environmentOption('which root').default('test'))
    .addOption(new Option('--format <name>', 'pem, a text, or der, bytes').choices(['pem', 'der']).default('pem'))
    .option('--out <file>', 'where to: .pem or .crt for pem, .cer or .crt for der (required)')
    .option('--force', 'replaces a file that exists')
    .addHelpText('after', '\ndocs/certificates.md says how the stores of Windows, macOS, iOS and Linux take it.')
    .action(async (_flags, command: Command) => {
      const { exportCert } = await import('../commands/setup/export-cert.ts');
      finish(await exportCert(command.optsWithGlobals()));
    });
  certs
    .command('install <file>')
    .description('verifies a fleet root (PEM or DER) and puts it where it is found')
    .addOption(environmentOption('which root it must be (default: determined by the pin)'))
    .action(async (file: string, _flags, command: Command) => {
      const { installCert } = await import('../commands/certs.ts');
      finish(await installCert(file, command.optsWithGlobals()));
    });
  certs
    .command('fetch')
    .description('downloads a fleet root, verifies it, and puts it where it is found')
    .addOption(environmentOption('which root').default('test'))
    .option('--url <url>', 'where from (default: where Adyen offers it)')
    .action(async (_flags, command: Command) => {
      const { fetchCert } = await import('../commands/certs.ts');
      finish(await fetchCert(command.optsWithGlobals()));
    });
}

function environmentOption(what: string): Option {
  return new Option('--environment <name>', what).choices(['test', 'live']);
}
