/** A deliberate bug. */
export interface Mutant {
  /** What the engine does wrong. */
  readonly name: string;
  /** What that does to a shop. */
  readonly danger: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export const MUTANTS: readonly Mutant[];

/**
 * The source with the bug in it.
 *
 * @throws {Error} when what is to be replaced does not stand there exactly once
 */
export function mutate(source: string, mutant: Mutant): string;
