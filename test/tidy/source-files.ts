import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** The folders that the package is built from; README's map of the repository says what lives in each. */
export const SOURCE_FOLDERS: readonly string[] = [
  'protocol',
  'crypto',
  'certs',
  'machines',
  'adapters',
  'engine',
  'gateway',
  'simulator',
  'testkit',
  'visualizer',
  'management',
  'cli',
];

/** Paths from the root of the repository, with forward slashes. */
export function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}

/** Every TypeScript file of the package. */
export function sourceFiles(): string[] {
  const doors = readdirSync(root, { encoding: 'utf8' }).filter((file) => /^(index|errors|version)\.ts$/.test(file));
  return [...doors, ...SOURCE_FOLDERS.flatMap((folder) => filesIn(folder, /\.tsx?$/))];
}

export function readSource(file: string): string {
  return readFileSync(new URL(file, root), 'utf8');
}

/** One import of a source file. */
export interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

export function sourceImports(): Import[] {
  return sourceFiles().flatMap((file) => {
    const found = readSource(file).matchAll(
      /(?:^|\n)(import|export)( type)?\b[^;]*? from '([^']+)'|import\('([^']+)'\)/g,
    );
    return [...found].map(([, , type, from, dynamic]) => {
      const target = from ?? dynamic ?? '';
      const to = target.startsWith('.') ? new URL(target, new URL(file, root)).href.slice(root.href.length) : target;
      return { from: file, to, typeOnly: type !== undefined };
    });
  });
}
