import { coverageAnalysis, ignoreStatic, mutate } from './stryker.parts.mjs';

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.stryker.config.mjs' },
  tsconfigFile: 'none',
  mutate,
  ignorePatterns: ['dist'],
  coverageAnalysis,
  ignoreStatic,
  timeoutMS: 60_000,
  dryRunTimeoutMinutes: 60,
  concurrency: 2,
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, allowColor: false },
  htmlReporter: { fileName: '.stryker/report.html' },
  jsonReporter: { fileName: '.stryker/report.json' },
  tempDirName: '.stryker/tmp',
};
