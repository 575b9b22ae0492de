import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { root } from '../support/installed-package.ts';

const built = join(root, 'dist/visualizer');
const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((file) =>
  statSync(join(built, file)).isFile(),
);

/** What is imported statically, from a file of the package on. */
function loadedWith(file: string): string[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const imports = readFileSync(path, 'utf8').matchAll(/(?:^|\n)(?:import|export)\b[^;]*?from '(\.[^']+)'/g);
    for (const [, target] of imports) visit(join(path, '..', target ?? ''));
  };
  visit(join(root, file));
  return [...seen];
}

describe('the visualizer in the package', () => {
  it('is small: less than 400 kB in all, its page less than 60 kB with gzip', () => {
    const sizes = files.map((file) => statSync(join(built, file)).size);
    const page = ['page/page.js', 'page/page.css'].map((file) => gzipSync(readFileSync(join(built, file))).length);
    const [all, zipped] = [sizes.reduce((a, b) => a + b, 0), page.reduce((a, b) => a + b, 0)];
    console.log(`the visualizer: ${all} bytes, its page ${zipped} with gzip`);
    expect(all).toBeLessThan(400_000);
    expect(zipped).toBeLessThan(60_000);
  });

  it('is not loaded by an engine that is not looked at', () => {
    // The door loads what creates an engine when it is called.
    const seen = [...loadedWith('dist/index.js'), ...loadedWith('dist/engine/create-engine.js')];
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.filter((file) => file.startsWith(built))).toEqual([]);
    // Nor the server that it stands on.
    expect(seen.filter((file) => file.startsWith(join(root, 'dist/gateway')))).toEqual([]);
  });

  it('is not loaded by a gateway without the page', () => {
    const seen = loadedWith('dist/gateway/index.js');
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.filter((file) => file.startsWith(built) || file.includes('gateway/visualizer'))).toEqual([]);
  });

  it('loads nothing from outside', () => {
    const page = ['page/page.js', 'page/page.css'].map((file) => readFileSync(join(built, file), 'utf8')).join('');
    const addresses = page.match(/\bhttps?:\/\/[^"'`\s)]+/g) ?? [];
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
  });

  it('exports diagrams of the machines by the command line', () => {
    const run = (...given: string[]) =>
      execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), 'visualize', ...given], { encoding: 'utf8' });
    expect(run('--export', 'mermaid', '--machine', 'terminal')).toContain('quarantined --> idle');
    expect(run('--export', 'svg')).toMatch(/^<svg [^>]*viewBox="0 0 868 392"/);
  });
});
