import { Option, type Command } from 'commander';
import { fileSettingOf, SECRET_NAMES } from '../settings/secrets.ts';
import { flagOf, LOG_LEVELS, SETTINGS, variableOf, type SettingName } from '../settings/settings.ts';

/** Takes the exit code of the command that ran. */
export type Finish = (exitCode: number) => void;

/** The settings of a terminal, its key and its till. */
export const CONNECTION: readonly SettingName[] = [
  'terminal',
  'poiid',
  'host',
  'port',
  'environment',
  'rootCertificate',
  'allowLegacyCertificate',
  'protection',
  'keyIdentifier',
  'keyVersion',
  'passphraseFile',
  'allowLegacyPassphrase',
  'saleId',
  'responseTimeout',
];

/** The settings of a command that reads a journal. */
export const JOURNAL: readonly SettingName[] = ['journal', 'journalPasswordFile'];

/** The settings of a command that starts a transaction. */
export const TRANSACTION: readonly SettingName[] = [...CONNECTION, ...JOURNAL, 'id', 'statusInterval'];

/** The settings of a listener for notifications, apart from the key. */
export const LISTENER: readonly SettingName[] = [
  'listenHost',
  'listenPort',
  'listenUser',
  'listenPasswordFile',
  'listenCertificate',
  'listenKey',
  'listenClearText',
  'locale',
];

/** Adds settings to a command, and the options that every command with settings has. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { kind, what } = SETTINGS[name];
    command.option(kind === 'boolean' ? flagOf(name) : `${flagOf(name)} <${kind}>`, what);
  }
  return command
    .option(
      '--config <file>',
      'configuration file (default: TENDERLINE_CONFIG, or ./tenderline.config.json if it is there)',
    )
    .addOption(
      new Option(
        '--log-level <level>',
        'logs to stderr; or the variable TENDERLINE_LOG_LEVEL (default silent)',
      ).choices(LOG_LEVELS),
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
  const example = names.find((name) => /[A-Z]/.test(name)) ?? first;
  const secrets = SECRET_NAMES.filter((name) => names.includes(fileSettingOf(name))).map(variableOf);
  const where = secrets.length > 0 ? `${secrets.join(', ')}, or files that hold them` : 'variables or files hold them';
  return `
The options from ${flagOf(first)} to ${flagOf(last)} can be variables as well, or stand in the configuration file:
${flagOf(example)} is ${variableOf(example)} and "${example}". The option wins, then the variable, then the file.
Secrets are never given on the command line: ${where}.`;
}

/** Parses an option that may be given several times. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/**
 * Refuses a command without these options. Commander's own required options are checked before unknown ones, so that of a misspelt
 * option it would say that another one is missing.
 */
export function requires(...names: readonly string[]): (command: Command) => void {
  return (command) => {
    const missing = names.find((name) => command.getOptionValue(name) === undefined);
    const [option] = command.options.filter((candidate) => candidate.attributeName() === missing);
    if (option !== undefined) {
      command.error(`required option '${option.flags}' not specified`, {
        code: 'commander.missingMandatoryOptionValue',
      });
    }
  };
}
