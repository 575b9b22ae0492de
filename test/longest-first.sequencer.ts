import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes long though it is a small file: vitest begins with the largest. */
const LONG: readonly string[] = [
  'test/model/transaction.model.test.ts',
  'test/world/world.test.ts',
  'test/unit/adapters/journal/sqlite-model.test.ts',
  'test/crash/kill.test.ts',
  'test/package/examples.test.ts',
  'test/browser/play.test.ts',
];

/** Begins with the longest files of each project, so that no worker is left with one of them at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is the method of the sequencer
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) => {
      const own = sorted.filter((file) => file.project === project);
      return [...own.filter(isLong), ...own.filter((file) => !isLong(file))];
    });
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return LONG.some((file) => moduleId.endsWith(`/${file}`));
}
