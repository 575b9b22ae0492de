import { Option, type Command } from 'commander';
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
  'journalPasswordFile',
  'responseTimeout',
  'statusInterval',
  ...LISTENER,
];

export function defineServe(program: Command, finish: Finish): void {
  withSettings(program.command('serve'), SETTINGS)
    .description('an HTTP API for tills in any language, over the terminals of the configuration file')
    .addOption(
      new Option(
        '--backend <name>',
        'an engine in this process (default), or a cluster of Restate: docs/distributed.md',
      ).choices(['engine', 'restate']),
    )
    .option('--port <port>', 'port of the gateway, 0 for one of the system (default 4460)')
    .option('--socket <path>', 'listens on a socket file in place of a port')
    .option('--token-file <path>', "file of the owner's token, made at the first start (default: beside the journal)")
    .option('--url <url>', 'where tills and the other server reach this one, with a journal on PostgreSQL')
    .option('--visualize', 'shows what happens as a page in the browser (docs/visualizer.md)')
    .addHelpText(
      'after',
      `
The member "gateway" of the configuration file has the rest: host, certificate and key, tokens with scopes, allowedHosts,
allowedOrigins, visualizer, drainSeconds (docs/gateway.md). TENDERLINE_GATEWAY_TOKEN gives the owner's token in place of a file.
Without a journal in the settings it is tenderline.journal beside the configuration file. With postgres://user@host/database several
servers share it, each with terminals of its own: docs/more-than-one-machine.md.

With --backend restate the member "restate" of the file says where the cluster is, and as which till it is called; terminals, keys
and a journal are the business of its workers, and are refused here. TENDERLINE_RESTATE_SECRET gives the till's secret in place of a file.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 2 usage or configuration (also: the port is taken).`,
    )
    .action(async (flags) => {
      if (flags.backend === 'restate') {
        const { serveCluster } = await import('../serve/cluster/serve-cluster.ts');
        return finish(await serveCluster(flags));
      }
      const { serve } = await import('../serve/serve.ts');
      finish(await serve(flags));
    });
}

/** Defines the command that hands a terminal over to the other server. */
export function defineMove(program: Command, finish: Finish): void {
  withSettings(program.command('move'), ['journal'])
    .description('gives a terminal to the other server of the journal, as soon as nothing runs for it')
    .argument('[poiid]', 'the terminal')
    .option('--all', 'every terminal of the server that --url names, before it is updated')
    .option('--url <url>', 'a server of the journal (default: that of the configuration file)')
    .option('--token-file <path>', "file of a token with the scope operate (default: the owner's, as `serve` has it)")
    .option('--within <seconds>', 'how long the terminal is waited for (default 180)')
    .addHelpText(
      'after',
      `
Example:
  tenderline move V400m-324688179 --config shop.json

The server that has the terminal takes nothing new for it, and gives it up when what runs has ended; an outcome that is unknown is
asked about by the other one. Asked of a server that does not have the terminal, it goes to the one that has.

Exit codes: 0 another server has it, 1 none took it in time, 2 usage or configuration.`,
    )
    .action(async (poiid: string | undefined, flags) => {
      const { move } = await import('../commands/move.ts');
      finish(await move(poiid, flags));
    });
}
