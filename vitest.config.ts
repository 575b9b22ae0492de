import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.sequencer.ts';

// Two heights: what runs the source, without sockets and over real ones (`npm test`), and what runs the build (`npm run test:e2e`): in a
// browser, as processes, and as the package that a user gets. Each project loads the source anew in workers of its own, so that there are few. Ports come from the operating
// system and nothing leaves loopback.
//
// The files of a worker share their modules: to load the engine and its libraries anew for each of them takes longer than many
// tests do. No module keeps state that another test could see, and a test that would leave some behind shows in `vitest --sequence.shuffle.files`.
const project = (name: string, include: string[], testTimeout: number) => ({
  test: {
    name,
    include,
    testTimeout,
    hookTimeout: 60_000,
    restoreMocks: true,
    unstubEnvs: true,
    isolate: false,
    setupFiles: ['test/end-of-file.setup.ts'],
  },
});

const HEAP_TEST = 'test/unit/engine/memory.test.ts';

export default defineConfig({
  test: {
    // One more than the two cores that CI has: tests of processes and sockets wait as often as they work.
    maxWorkers: 3,
    reporters: ['default', './test/closing-line.reporter.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      project(
        'unit',
        ['test/{unit,property,model,fuzz,world,tidy,compliance,simulation,interop}/**/*.test.ts', `!${HEAP_TEST}`],
        60_000,
      ),
      // What it measures, the modules of other files would blur.
      { test: { ...project('heap', [HEAP_TEST], 60_000).test, isolate: true } },
      {
        test: {
          ...project('e2e', ['test/{browser,cli,crash,gateway,package}/**/*.test.ts'], 240_000).test,
          globalSetup: ['test/cli/fixture/bundle.setup.ts', 'test/package/fixture/tarball.setup.ts'],
        },
      },
    ],
  },
});
