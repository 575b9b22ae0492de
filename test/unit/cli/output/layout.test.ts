import { describe, expect, it } from 'vitest';
import { printTable, row, table } from '../../../../cli/output/layout.ts';
import { captureOutput } from '../captured-output.ts';

const ROWS = [
  ['id', 'amount', ''],
  ['long-id', 'EUR 1.00', 'x'],
  ['b', '', ''],
];

describe('table', () => {
  it('makes columns as wide as their widest cell, and ends no line with spaces', () => {
    expect(table(ROWS)).toEqual(['id        amount', 'long-id   EUR 1.00   x', 'b']);
  });
});

describe('printTable', () => {
  it('prints the first row in bold', () => {
    const { output, written } = captureOutput({ isTTY: true });
    printTable(output, ROWS);
    expect(written.stdout).toBe('\u001B[1mid        amount\u001B[22m\nlong-id   EUR 1.00   x\nb\n');
  });
});

describe('row', () => {
  it('aligns the value of a detail, and makes no line without a value', () => {
    expect(row('card', 'mc 1234')).toEqual(['  card              mc 1234']);
    expect(row('card', undefined)).toEqual([]);
  });
});
