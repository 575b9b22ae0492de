/** Of tests. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NO_TESTS: Counts;
export function countsIn(output: string): Counts;
export function sumOf(one: Counts, other: Counts): Counts;
export function closingLine(counts: Counts): string;
