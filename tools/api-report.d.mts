/** The public API as Markdown. @param folder where the package is installed */
export function apiReport(folder: string): string;
/** The page docs/api.md. */
export function apiPage(folder: string): string;
/** Names in public signatures that no door exports. */
export function unexportedNames(folder: string): string[];
