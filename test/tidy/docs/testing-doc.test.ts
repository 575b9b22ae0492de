import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../testkit/index.ts';
import * as scenarios from '../../../testkit/terminal/scenarios.ts';
import { SCENARIOS } from '../../support/messages/scenarios.ts';

const page = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8');

/** The cells of a table between two marks. */
function rowsOf(mark: string): string[][] {
  const table = new RegExp(`<!-- ${mark} -->\n([^]*?)<!-- /${mark} -->`).exec(page)?.[1] ?? '';
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('docs/testing.md', () => {
  it('has every scenario', () => {
    const named = rowsOf('scenarios').map(([name = '']) => name.replace(/\(.*/, ''));
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(scenarios).toSorted());
  });

  it('has the result of each scenario that the tests expect', () => {
    for (const [name, , taken, result] of rowsOf('scenarios')) {
      const scenario = SCENARIOS.find((one) => one.name === name);
      expect({ name, taken: Number(taken) * 100, result }).toEqual({
        name,
        taken: scenario?.taken,
        result: scenario?.result,
      });
    }
  });

  it('has every rule of the invariant checker', () => {
    expect(Object.fromEntries(rowsOf('rules'))).toEqual(RULES);
  });
});
