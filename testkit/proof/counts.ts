/** How often each thing happened. */
export type Counts = Readonly<Record<string, number>>;

export function countBy(values: readonly string[]): Counts {
  const found: Record<string, number> = {};
  for (const value of values) found[value] = (found[value] ?? 0) + 1;
  return found;
}

export function sumCounts(a: Counts, b: Counts): Counts {
  const total: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count;
  return total;
}

export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((a, b) => a + b, 0);
}
