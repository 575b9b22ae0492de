import { columnsOf } from '../../protocol/index.ts';
import { printable, type Output } from './output.ts';

/** Rows as lines: each column as wide as its widest cell, three spaces between. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<readonly number[]>(
    (known, cells) => cells.map((cell, column) => Math.max(known[column] ?? 0, columnsOf(cell))),
    [],
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - columnsOf(cell))))
      .join('   ')
      .trimEnd(),
  );
}

/** A detail under a headline: its name, then its value. No line where there is no value. */
export function row(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`  ${name.padEnd(18)}${printable(value)}`];
}

/** Prints a table for people, its first row in bold. */
export function printTable(output: Output, rows: readonly (readonly string[])[]): void {
  for (const [index, line] of table(rows).entries()) output.print(index === 0 ? output.paint('bold', line) : line);
}
