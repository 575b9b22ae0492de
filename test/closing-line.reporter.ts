import type { Reporter, TestModule } from 'vitest/node';

/** Ends every run with `N passed, N failed` (and `N skipped`), the one line that scripts read. */
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
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    // The default reporter prints its summary in the same hook; the closing line must stand after it.
    process.on('exit', () => console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`));
  }
}
