import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatTable, Report } from './report.mjs';
import { median } from './turns.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url));
const TURNS = 4;
const HERE = 'this checkout';

/**
 * Measures this build and that of another commit by turns, with the quick benchmarks of this checkout, and prints a table. A benchmark that
 * the other build cannot run is left out, and named.
 *
 * @param {string} revision of git
 * @param {readonly string[]} files of the benchmarks
 */
export async function compareWith(revision, files) {
  const commit = git('rev-parse', '--short', `${revision}^{commit}`);
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-against-'));
  const other = join(folder, 'checkout');
  git('worktree', 'add', '--detach', other, commit);
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(other, 'node_modules'), 'dir');
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: other, stdio: 'inherit' });
    const builds = { [commit]: join(other, 'dist'), [HERE]: join(ROOT, 'dist') };
    for (const file of files) {
      const report = new Report();
      report.table(`${HERE} beside ${commit}`, { baseline: commit });
      for (const { name, unit, before, now } of measureByTurns(file, builds, commit)) {
        report.figure(name, unit, now, { per: median(before) });
      }
      console.log(`\n${file}: ${HERE}; the ratio is to ${commit}\n${formatTable(report.tables[0])}`);
    }
  } finally {
    git('worktree', 'remove', '--force', other);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The figures that both builds have. Each build is first as often as the other. */
function measureByTurns(file, builds, commit) {
  const figures = new Map();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const order = Object.entries(builds);
    for (const [build, dist] of turn % 2 === 0 ? order : order.toReversed()) {
      for (const { table, name, unit, value } of figuresOf(dist, file, build)) {
        const key = `${table}: ${name}`;
        const figure = figures.get(key) ?? { name: key, unit, before: [], now: [] };
        (build === commit ? figure.before : figure.now).push(value);
        figures.set(key, figure);
      }
    }
  }
  return [...figures.values()].filter(({ before, now }) => before.length > 0 && now.length > 0);
}

/** Of a quick run in a process of its own. */
function figuresOf(dist, file, build) {
  try {
    const printed = execFileSync(process.execPath, [RUN, 'quick', '--json', '--only', file], {
      env: { ...process.env, TENDERLINE_DIST: dist },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return printed
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  } catch (error) {
    if (build === HERE) throw error;
    const why = /^\S*Error.*$/m.exec(String(error.stderr))?.[0] ?? String(error);
    console.error(`${file}: ${build} cannot be measured: ${why}`);
    return [];
  }
}

function git(...words) {
  return execFileSync('git', words, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim();
}
