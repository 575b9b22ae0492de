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
    // What is imported statically, from the public door on.
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, target] of readFileSync(file, 'utf8').matchAll(
        /(?:^|\n)(?:import|export)\b[^;]*?from '(\.[^']+)'/g,
      )) {
        visit(join(file, '..', target ?? ''));
      }
    };
    visit(join(root, 'dist/index.js'));
    expect(seen.size).toBeGreaterThan(50);
    expect([...seen].filter((file) => file.startsWith(built))).toEqual([]);
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
