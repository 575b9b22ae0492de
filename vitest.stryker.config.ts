import { defineConfig } from 'vitest/config';

// The tests of what `stryker.config.json` mutates: of these parts, of the engine that is made of them, and the properties.
export default defineConfig({
  test: {
    include: ['test/unit/{protocol,crypto,certs,machines,engine}/**/*.test.ts', 'test/{property,model}/**/*.test.ts'],
    exclude: ['test/unit/engine/memory.test.ts'], // half a minute, and it looks for leaks only
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
