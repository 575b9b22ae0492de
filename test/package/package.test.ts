import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../version.ts';
import { installedPackage, manifest, root } from '../support/installed-package.ts';

const { installed, run } = installedPackage();

/** The paths that `npm pack --json` reports, below whatever the build printed. */
function filesIn(report: string): string[] {
  const [packed] = JSON.parse(report.slice(report.indexOf('[\n'))) as {
    readonly files: readonly { readonly path: string }[];
  }[];
  return packed?.files.map(({ path }) => path) ?? [];
}

/** A page without its blocks of code. */
const proseOf = (page: string) => readFileSync(page, 'utf8').replaceAll(/^```[^]*?^```$/gm, '');

describe('the packed package', () => {
  it('has the version that is reported to terminals', () => {
    expect(VERSION).toBe(manifest.version);
  });

  it('holds the build, the documentation, the examples and the licence, and no source, test or secret', () => {
    expect(
      readdirSync(installed)
        .filter((name) => name !== 'node_modules')
        .toSorted(),
    ).toEqual([
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'docs',
      'examples',
      'package.json',
    ]);
  });

  it('has every page that a page of it links to', () => {
    const files = readdirSync(join(installed, 'docs'), { recursive: true, encoding: 'utf8' });
    const docs = files.filter((name) => name.endsWith('.md'));
    const pages = [
      'README.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      ...docs.map((name) => join('docs', name)),
    ];
    const links = pages.flatMap((page) =>
      [...proseOf(join(installed, page)).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => ({ page, link })),
    );
    expect(links.length).toBeGreaterThan(40);
    // Pictures are in the repository alone: they are larger than the code.
    const dead = links.filter(
      ({ page, link }) => !/^https?:|\.png$/.test(link) && !existsSync(join(installed, page, '..', link)),
    );
    expect(dead).toEqual([]);
  });

  it('names no source map that it does not bring', () => {
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    const naming = files.filter(
      (file) =>
        /\.[jt]s$/.test(file) && readFileSync(join(installed, 'dist', file), 'utf8').includes('sourceMappingURL'),
    );
    expect(naming).toEqual([]);
  });

  it('is whole when npm packs a checkout that was never built, as it does for what is installed from git', () => {
    const checkout = mkdtempSync(join(tmpdir(), 'tenderline-checkout-'));
    const left = ['.git', '.stryker', 'node_modules', 'dist', 'test'].map((name) => join(root, name));
    cpSync(root, checkout, { recursive: true, filter: (path) => !left.includes(path.replace(/[\\/]$/, '')) });
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    const packed = execFileSync('npm', ['pack', '--json'], {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const files = filesIn(packed);
    rmSync(checkout, { recursive: true });
    const built = readdirSync(join(installed, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.filter((path) => path.startsWith('dist/'))).toHaveLength(built.length);
    expect(files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'docs/api.md']),
    );
  });

  // The others are files, to be read or to be run as a thread.
  const doors = Object.entries(manifest.exports).filter(([, target]) => typeof target !== 'string');

  it('has a file for the thread of the journal, which is refused as a module of the till', () => {
    const worker = `import('tenderline/journal-worker').catch((error) => console.log(error.code))`;
    expect(run(worker)).toBe('ERR_INVARIANT');
  });

  it.each(doors.map(([door]) => door.replace('.', 'tenderline')))(
    'can be required and imported, and is one and the same in both: %s',
    (door) => {
      const script = `import { createRequire } from 'node:module';
        const required = createRequire(process.cwd() + '/till.cjs')('${door}');
        const imported = await import('${door}');
        console.log(Object.keys(required).length, required === imported)`;
      expect(run(script)).toMatch(/^[1-9]\d* true$/);
    },
  );

  it('loads the libraries of the gateway behind its door alone', () => {
    const refuse = `data:text/javascript,${encodeURIComponent(`
      export async function resolve(name, context, next) {
        if (/^(hono|@hono|prom-client)\\b/.test(name)) throw new Error('loaded ' + name);
        return next(name, context);
      }`)}`;
    const importing = (names: readonly string[]) =>
      run(`import { register } from 'node:module'; register(${JSON.stringify(refuse)});
        for (const name of ${JSON.stringify(names)}) await import(name);
        console.log('loaded without them')`);
    const others = doors.flatMap(([door]) => (door === './gateway' ? [] : [door.replace('.', 'tenderline')]));
    expect(others.length).toBeGreaterThan(5);
    expect(importing(others)).toBe('loaded without them');
    expect(() => importing(['tenderline/gateway'])).toThrow(/loaded (hono|@hono|prom-client)/);
  });

  it('loads OpenTelemetry behind its door alone, and beside the gateway, whose metrics bring it', () => {
    const refuse = `data:text/javascript,${encodeURIComponent(`
      export async function resolve(name, context, next) {
        if (name.startsWith('@opentelemetry')) throw new Error('loaded ' + name);
        return next(name, context);
      }`)}`;
    const importing = (door: string) =>
      run(`import { register } from 'node:module'; register(${JSON.stringify(refuse)}); await import('${door}');
        console.log('loaded without it')`);
    expect(importing('tenderline')).toBe('loaded without it');
    expect(() => importing('tenderline/opentelemetry')).toThrow('loaded @opentelemetry/api');
  });

  it('says what to install for a journal on PostgreSQL, and loads it for that alone', () => {
    const refuse = `data:text/javascript,${encodeURIComponent(`
      export async function resolve(name, context, next) {
        if (name === 'pg') throw new Error('loaded ' + name);
        return next(name, context);
      }`)}`;
    const opening = `import { register } from 'node:module'; register(${JSON.stringify(refuse)});
      const { postgresJournal } = await import('tenderline/postgres');
      await postgresJournal({ connectionString: 'postgres://127.0.0.1:1/x' }).catch(({ code, advice }) => console.log(code, advice))`;
    expect(run(opening)).toBe('ERR_CONFIG_POSTGRES npm install pg');
  });

  it.each(doors)('has types behind %s', (_, target) => {
    const types = typeof target === 'string' ? target : target.types;
    expect(readFileSync(join(installed, types), 'utf8')).toMatch(/export/);
  });

  it('exports no module but its entry points', () => {
    expect(() => run(`await import('tenderline/dist/engine/create-engine.js')`)).toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });
});
