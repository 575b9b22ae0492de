/** The pages of docs/api/, by their names. @param folder where the package is installed */
export function referencePages(folder: string): Readonly<Record<string, string>>;
/** Names that are exported without a word about them, each with its file. */
export function namesWithoutWords(folder: string): string[];
