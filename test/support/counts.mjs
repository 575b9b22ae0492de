import { stripVTControlCharacters } from 'node:util';

const LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

export const NO_TESTS = { passed: 0, failed: 0, skipped: 0 };

/** What the last closing line of an output says. An output without one is of a run that has failed. */
export function countsIn(output) {
  const found = [...stripVTControlCharacters(output).matchAll(LINE)].at(-1);
  if (found === undefined) return { ...NO_TESTS, failed: 1 };
  const [passed, failed, skipped] = found.slice(1).map((number) => Number(number ?? 0));
  return { passed, failed, skipped };
}

export function sumOf(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** The last line of every run, which scripts read: `N passed, N failed`, and `N skipped` where there are any. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
