import { readFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { closingLine, countsIn, NO_TESTS, sumOf } from './support/counts.mjs';

/**
 * Ends every run with `N passed, N failed` (and `N skipped`), the one line that scripts read: with what the run counted before whose output
 * is in the file that `COUNTED_BEFORE` names.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) counts.failed += 1; // the file itself did not load
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') counts[state] += 1;
      }
    }
    const { COUNTED_BEFORE } = process.env;
    const before = COUNTED_BEFORE ? countsIn(readFileSync(COUNTED_BEFORE, 'utf8')) : NO_TESTS;
    // The default reporter prints its summary in the same hook; the closing line must stand after it.
    process.on('exit', () => console.log(`\n${closingLine(sumOf(before, counts))}`));
  }
}
