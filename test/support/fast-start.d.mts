/**
 * Bundles programs so that they start in a third of the time.
 *
 * @param folder for the files
 * @param programs by name: the path of the script from the root of the repository, without `await` at its top level
 * @returns the paths of what is to be started, by name
 */
export function bundlePrograms<Name extends string>(
  folder: string,
  programs: Readonly<Record<Name, string>>,
): Promise<Readonly<Record<Name, string>>>;
