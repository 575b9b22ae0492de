import { CommanderError } from 'commander';
import { errorCode, TenderlineError } from '../../errors.ts';
import { cliMessage } from '../settings/cli-message.ts';
import { EXIT_USAGE } from './exit-codes.ts';
import { createOutput, printable, type Output } from './output.ts';

/**
 * Reports an error in one line, with its stack only if `TENDERLINE_DEBUG=1`.
 *
 * @returns the exit code
 */
export function reportError(
  error: unknown,
  output: Output = createOutput({ json: process.argv.includes('--json') }),
  env: Readonly<Record<string, string | undefined>> = process.env,
  argv: readonly string[] = process.argv,
): number {
  if (error instanceof CommanderError && error.code.startsWith('commander.help')) {
    return error.code === 'commander.helpDisplayed' ? 0 : EXIT_USAGE; // without a command, commander prints the help as an error
  }
  if (error instanceof CommanderError && error.code === 'commander.version') return 0;
  const { code, message } = readError(error, { env, argv });
  output.notice(`tenderline: ${message} (${code})`);
  output.emit({ type: 'error', code, message });
  if (env['TENDERLINE_DEBUG'] === '1' && error instanceof Error) output.notice(error.stack ?? '');
  return EXIT_USAGE;
}

function readError(error: unknown, given: Parameters<typeof cliMessage>[1]): { code: string; message: string } {
  if (error instanceof CommanderError) return { code: 'ERR_USAGE', message: usageMessage(error) };
  if (error instanceof TenderlineError) return { code: error.code, message: printable(cliMessage(error, given)) };
  const message = error instanceof Error ? error.message : String(error);
  // An error of the system, such as a file that cannot be read, keeps its own code and message.
  const code = errorCode(error) ?? 'ERR_UNEXPECTED';
  return { code, message: printable(message) };
}

/** Commander quotes an unknown option with the value behind its `=`, which may be a secret. */
function usageMessage({ message, code }: CommanderError): string {
  const text = printable(message).replace(/^error: /, '');
  if (code !== 'commander.unknownOption') return text;
  const [, option = ''] = /^unknown option '(--[A-Za-z-]+|-[A-Za-z]?)/.exec(text) ?? [];
  const [suggestion] = / \(Did you mean [^)']*\)$/.exec(text) ?? [''];
  return `unknown option '${option}'${suggestion}`;
}

/** Reports a bug that the command survives. */
export function reportUnexpected(error: unknown, output: Output): void {
  output.notice(`tenderline: unexpected: ${error instanceof Error ? error.message : 'an error of an unknown kind'}`);
}
