/** The folders that have examples in TypeScript. */
export const EXAMPLE_FOLDERS: readonly string[];
/** The examples, as paths from `folder`. */
export function listExamples(folder: string): string[];
/** Bundles examples: `<name>.mjs` for each, the page of the Express till, and the thread of the journal. */
export function bundleExamples(options: {
  readonly folder: string;
  readonly files: readonly string[];
  readonly outdir: string;
}): Promise<void>;
