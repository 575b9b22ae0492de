import { CommanderError } from 'commander';
import { TenderlineError } from '../../errors.ts';
import { createOutput, plain, type Output } from './output.ts';

/** Usage or configuration: nothing was sent. */
export const EXIT_USAGE = 2;

/**
 * Says in one line what is wrong, and gives the exit code. The stack is for those who ask for it with `TENDERLINE_DEBUG=1`.
 */
export function reportError(
  error: unknown,
  output: Output = createOutput({ json: process.argv.includes('--json') }),
  env: Readonly<Record<string, string | undefined>> = process.env,
): number {
  if (error instanceof CommanderError && error.code.startsWith('commander.help')) {
    return error.code === 'commander.helpDisplayed' ? 0 : EXIT_USAGE; // Without a command, help is the answer to a mistake.
  }
  if (error instanceof CommanderError && error.code === 'commander.version') return 0;
  const { code, message } = readError(error);
  output.notice(`tenderline: ${message} (${code})`);
  output.emit({ type: 'error', code, message });
  if (env['TENDERLINE_DEBUG'] === '1' && error instanceof Error) output.notice(error.stack ?? '');
  return EXIT_USAGE;
}

function readError(error: unknown): { code: string; message: string } {
  if (error instanceof CommanderError) return { code: 'ERR_USAGE', message: usageMessage(error) };
  if (error instanceof TenderlineError) return { code: error.code, message: plain(error.message) };
  const message = error instanceof Error ? error.message : String(error);
  // A file that cannot be read or written, an address in use: the system's own words say it best.
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'ERR_UNEXPECTED';
  return { code, message: plain(message) };
}

/** Commander quotes an unknown option whole, and a value that is glued to it may be a secret. */
function usageMessage({ message, code }: CommanderError): string {
  const text = plain(message).replace(/^error: /, '');
  if (code !== 'commander.unknownOption') return text;
  const [, option = ''] = /^unknown option '(--[A-Za-z-]+|-[A-Za-z]?)/.exec(text) ?? [];
  const [suggestion] = / \(Did you mean [^)']*\)$/.exec(text) ?? [''];
  return `unknown option '${option}'${suggestion}`;
}
