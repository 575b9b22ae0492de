import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';
import { declaredPackages, installedPackage, manifest, root } from '../support/installed-package.ts';

/**
 * What `@arethetypeswrong/core` says of each door, by design: a package of ES modules with `exports`. "node10" is the resolution
 * that TypeScript 7 no longer has, and Node.js from 20.19 requires ES modules.
 */
const BY_DESIGN = [
  { kind: 'NoResolution', resolutionKind: 'node10' },
  { kind: 'CJSResolvesToESM', resolutionKind: 'node16-cjs' },
];

describe('the tarball, as the registry would have it', () => {
  const data = new Uint8Array(readFileSync(inject('tarball')));

  it('has nothing that publint finds, hints included', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: data.slice().buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types behind each door, for each resolution that Node.js and bundlers have', async () => {
    const result = await checkPackage(createPackageFromTarballData(data));
    if (result.types === false) throw new Error('expected types in the package, found none');
    expect(Object.keys(result.entrypoints)).toEqual(Object.keys(manifest.exports));
    const isByDesign = (problem: Problem) =>
      BY_DESIGN.some(
        ({ kind, resolutionKind }) =>
          problem.kind === kind && 'resolutionKind' in problem && problem.resolutionKind === resolutionKind,
      );
    expect(result.problems.filter((problem) => !isByDesign(problem))).toEqual([]);
  });
});

describe('each import of the build', () => {
  const { installed } = installedPackage();

  /** The packages that this file imports, types included; without what Node.js brings. */
  function packagesOf(file: string): string[] {
    const source = readFileSync(file, 'utf8');
    const found = source.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;'"]*? from ['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import ['"]([^'"]+)['"]/g,
    );
    return [...found].flatMap(([, from, dynamic, effect]) => {
      const target = from ?? dynamic ?? effect ?? '';
      const [, name = target] = /^(@[^/]+\/[^/]+|[^/]+)/.exec(target) ?? [];
      const isOfNode = target.startsWith('node:') || builtinModules.includes(name);
      return target.startsWith('.') || isOfNode ? [] : [name];
    });
  }
  const imported = () =>
    new Set(
      readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' })
        // The page is a bundle: what it is made of is in it.
        .filter((file) => /\.js$|\.d\.ts$/.test(file) && !/^visualizer[\\/]page[\\/]/.test(file))
        .flatMap((file) => packagesOf(join(installed, 'dist', file))),
    );

  it('is of the package itself, of Node.js, or of a package that is declared', () => {
    expect(imported().size).toBeGreaterThan(8);
    expect([...imported()].filter((name) => !declaredPackages.includes(name))).toEqual([]);
  });

  it('is the reason for which a package is declared: none is installed for nothing', () => {
    const used = imported();
    expect(declaredPackages.filter((name) => !used.has(name))).toEqual([]);
  });

  it('of a package is explained in docs/dependencies.md', () => {
    const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    expect(declaredPackages.filter((name) => !page.includes(`[${name}](`))).toEqual([]);
  });
});
