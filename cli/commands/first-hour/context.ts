import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Output } from '../../output/output.ts';
import type { Answers } from './answers.ts';
import type { Asker } from './asker.ts';

/** What every step of `tenderline setup` works with. */
export interface SetupContext {
  readonly output: Output;
  readonly answers: Answers;
  /** Absent when no person can be asked: then every answer that is needed was given. */
  readonly asker: Asker | undefined;
  /** Absolute path of the configuration that is written. */
  readonly config: string;
}

/** Members of the configuration file. */
export type Members = Readonly<Record<string, unknown>>;

/** Begins a step: what it checks, and why. */
export function announce({ output }: SetupContext, name: string, why: string): void {
  output.emit({ type: 'step', name });
  output.print(`\n${output.paint('bold', name)}`);
  output.print(`  ${why}`);
}

/** What a step found or did. */
export function report({ output }: SetupContext, line: string): void {
  output.print(`  ${output.paint('green', 'OK')}  ${line}`);
}

/** A path as the configuration names it: relative to its folder where it is inside, so that both can be moved. */
export function inConfig({ config }: SetupContext, path: string): string {
  const within = relative(dirname(config), resolve(path));
  return within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within) ? resolve(path) : within;
}

/** A file beside the configuration. */
export function beside({ config }: SetupContext, name: string): string {
  return resolve(dirname(config), name);
}
