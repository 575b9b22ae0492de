import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync(new URL('../../../docs/threat-model.md', import.meta.url), 'utf8');

/** The sections with what an attacker tries, each with its table. */
const sections = page
  .split(/^## /m)
  .slice(1)
  .filter((section) => section.includes('| measured by'));

describe('the threat model', () => {
  it('has a section for each place from which somebody can try', () => {
    expect(sections.map((section) => section.split('\n')[0])).toEqual([
      'On the local network',
      'At the till',
      'At the door: the gateway',
      'With the journal file',
      'With the inspector and its files',
      'With a cluster',
      'In the supply chain',
    ]);
  });

  it.each(sections)('names a test for each protection, and says what does not protect: %.16s', (section) => {
    const rows = section.split('\n').filter((line) => /^\| \**[^-]/.test(line));
    expect(rows.length).toBeGreaterThan(4);
    // The first is the heading. Whether the files are there, `references.test.ts` checks.
    expect(
      rows.slice(1).filter((row) => !/`(distributed\/restate\/)?test\/[\w/.-]+\.test\.m?[jt]s`/.test(row)),
    ).toEqual([]);
    expect(section).toMatch(/What does \*\*not\*\* protect/);
  });
});
