import { describe, expect, it } from 'vitest';
import { filesIn, readSource, sourceFiles, sourceImports } from './source-files.ts';

const LINES_MAX = 250;
const FILES_MAX = 15;

/** Every circle of imports, types included, each as the path that leads back to its beginning. */
function circles(imports: readonly { readonly from: string; readonly to: string }[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}

describe('the source', () => {
  it('has no circles of imports, types included', () => {
    expect(
      circles([
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'c', to: 'b' },
      ]),
    ).toEqual(['b -> c -> b']);
    const imports = sourceImports();
    expect(imports.length).toBeGreaterThan(500);
    expect(circles(imports)).toEqual([]);
  });

  it(`has no file of more than ${LINES_MAX} lines`, () => {
    const long = sourceFiles().filter((file) => readSource(file).split('\n').length - 1 > LINES_MAX);
    expect(long).toEqual([]);
  });

  it(`has no folder of more than ${FILES_MAX} files, and neither have its tests`, () => {
    const counts = new Map<string, number>();
    for (const file of [...sourceFiles(), ...filesIn('test', /\.(ts|mjs)$/)]) {
      const folder = file.split('/').slice(0, -1).join('/');
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(10);
    expect([...counts].filter(([, count]) => count > FILES_MAX)).toEqual([]);
  });
});
