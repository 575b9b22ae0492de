import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatTable, Report } from './report.mjs';
import { median } from './turns.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url));
const TURNS = 3;

/**
 * Measures this build and that of another commit by turns, with the benchmarks of this checkout. What the other one cannot do yet ends the
 * run with its error: choose benchmarks with `only`.
 *
 * @param {string} revision of git
 * @param {{ only: string }} which
 */
export async function compareWith(revision, { only }) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-against-'));
  const other = join(folder, 'checkout');
  execFileSync('git', ['worktree', 'add', '--detach', other, revision], { cwd: ROOT, stdio: 'ignore' });
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(other, 'node_modules'), 'dir');
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: other, stdio: 'inherit' });
    const builds = { [revision]: join(other, 'dist'), 'this checkout': join(ROOT, 'dist') };
    const values = new Map();
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const [build, dist] of Object.entries(builds)) {
        for (const figure of figuresOf(dist, only)) {
          const { bench, table, name, unit } = figure;
          const key = `${bench}: ${table}: ${name}`;
          const entry = values.get(key) ?? { unit };
          (entry[build] ??= []).push(figure.value);
          values.set(key, entry);
        }
      }
    }
    const report = new Report();
    report.table(`This checkout beside ${revision}`, { baseline: revision });
    for (const [name, { unit, [revision]: before, 'this checkout': now }] of values) {
      if (before !== undefined && now !== undefined) report.figure(name, unit, median(now), { per: median(before) });
    }
    console.log(formatTable(report.tables[0]));
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', other], { cwd: ROOT });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The figures of a quick run in a process of its own. */
function figuresOf(dist, only) {
  const printed = execFileSync(process.execPath, [RUN, 'quick', '--json', '--only', only], {
    env: { ...process.env, TENDERLINE_DIST: dist },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return printed
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
