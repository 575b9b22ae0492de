import { Option, type Command } from 'commander';
import { flagOf, SETTINGS, type SettingName } from './settings.ts';

/** Adds settings to a command, and what every command with settings has. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
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
  if (names.length === 1) {
    return `
${flagOf(first)} can be the variable TENDERLINE_${first.toUpperCase()} as well, or "${first}" in the configuration file. The option wins, then
the variable, then the file.`;
  }
  return `
The options from ${flagOf(first)} to ${flagOf(last)} can be variables as well, or stand in the configuration file:
--root-certificate is TENDERLINE_ROOT_CERTIFICATE and "rootCertificate". The option wins, then the variable, then the file.
The passphrase is never given on the command line: TENDERLINE_PASSPHRASE, or a file that holds it.`;
}

/** For an option that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
