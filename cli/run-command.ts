import { reportError } from './output/report-error.ts';
import { createProgram } from './program.ts';

/**
 * Runs a command to its end, and reports what it throws.
 *
 * @param args without the name of the program
 * @returns the exit code
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    await createProgram((code) => {
      exitCode = code;
    }).parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = reportError(error);
  }
  return exitCode;
}
