import { defineConfig } from 'vitest/config';
import { tests } from './stryker.parts.mjs';

// The tests of what is changed, and not the models, which walk every path of a machine before their first test, half a minute for each change:
// what they notice beside is not counted.
export default defineConfig({
  test: { include: tests, testTimeout: 60_000, hookTimeout: 60_000, restoreMocks: true },
});
