import { chmod, writeFile } from 'node:fs/promises';
import { ConfigError, errorCode, formatValue } from '../../../errors.ts';
import { parseConfig } from '../../settings/config-file.ts';
import { announce, report, type Members, type SetupContext } from './context.ts';

/** Writes the configuration, for this user alone. It has no secrets: those stand in files of their own. */
export async function writeConfiguration(context: SetupContext, members: Members, replaces: boolean): Promise<void> {
  const { config } = context;
  announce(context, 'Configuration', 'Every command and every till reads it: `--config`, or TENDERLINE_CONFIG.');
  const text = `${JSON.stringify(members, undefined, 2)}\n`;
  parseConfig(text, config); // before anything is written: what it refuses now, every command would refuse later
  try {
    await writeFile(config, text, { flag: replaces ? 'w' : 'wx', mode: 0o600 });
    if (replaces) await chmod(config, 0o600); // the mode above applies to a new file only
  } catch (cause) {
    throw unwritable(config, errorCode(cause) ?? 'unknown');
  }
  context.output.emit({ type: 'written', path: config });
  report(context, `${config}, without secrets`);
}

export function unwritable(config: string, found: string): ConfigError {
  const taken = found === 'EEXIST';
  return new ConfigError('ERR_CONFIG_FILE', {
    path: `configuration file ${formatValue(config)}`,
    expected: taken ? 'a path where no file is' : 'a file that can be written',
    found,
    ...(taken && { advice: 'give another path with --config, or --force to replace it' }),
  });
}
