/** A deliberate bug. */
export interface Mutant {
  /** What the engine does wrong. */
  readonly name: string;
  /** What that does to a shop. */
  readonly danger: string;
  /** The name of the function, class, constant or member in which the text stands, where it stands elsewhere too. */
  readonly in?: string;
  /** Stands exactly once in the source of the package, or in what `in` names. White space does not matter. */
  readonly find: string;
  readonly replace: string;
}

export const MUTANTS: readonly Mutant[];
