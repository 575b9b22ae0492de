import { defineConfig } from 'vitest/config';

// The tests of what `stryker.config.json` mutates: of these parts, of the engine that is made of them, and the properties. Not the models, which
// walk every path of a machine before their first test, half a minute for each mutant: what they notice beside is not counted.
export default defineConfig({
  test: {
    include: ['test/unit/{protocol,crypto,certs,machines,engine}/**/*.test.ts', 'test/property/**/*.test.ts'],
    exclude: ['test/unit/engine/memory.test.ts'], // half a minute, and it looks for leaks only
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
