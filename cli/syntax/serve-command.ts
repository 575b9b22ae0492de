import type { Command } from 'commander';
import type { SettingName } from '../settings/settings.ts';
import { LISTENER, withSettings, type Finish } from './options.ts';

/** Without those that choose a terminal: a gateway serves all of them, and `--port` is its own. */
const SETTINGS: readonly SettingName[] = [
  'environment',
  'rootCertificate',
  'keyIdentifier',
  'keyVersion',
  'passphraseFile',
  'allowLegacyPassphrase',
  'saleId',
  'journal',
  'responseTimeout',
  'statusInterval',
  ...LISTENER,
];

export function defineServe(program: Command, finish: Finish): void {
  withSettings(program.command('serve'), SETTINGS)
    .description('an HTTP API for tills in any language, over the terminals of the configuration file')
    .option('--port <port>', 'port of the gateway, 0 for one of the system (default 4460)')
    .option('--socket <path>', 'listens on a socket file in place of a port')
    .option('--token-file <path>', "file of the owner's token, made at the first start (default: beside the journal)")
    .option('--visualize', 'shows what happens as a page in the browser (docs/visualizer.md)')
    .addHelpText(
      'after',
      `
The member "gateway" of the configuration file has the rest: host, certificate and key, tokens with scopes, allowedHosts,
allowedOrigins, visualizer, drainSeconds (docs/gateway.md). TENDERLINE_GATEWAY_TOKEN gives the owner's token in place of a file.
Without a journal in the settings it is tenderline.journal beside the configuration file.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 usage or configuration (also: the port is taken).`,
    )
    .action(async (flags) => {
      const { serve } = await import('../serve/serve.ts');
      finish(await serve(flags));
    });
}
