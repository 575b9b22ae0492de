import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { formatTable } from './report.mjs';

const ROOT = new URL('../../', import.meta.url);
const NOTES = new URL('../notes/', import.meta.url);
const PACKAGES = ['xstate', 'undici', 'better-sqlite3', '@adyen/api-library'];

/**
 * The page of the figures, with the notes of `bench/notes/`: one file for each benchmark, by its name.
 *
 * @param {{ name: string, title: string, notMeasured?: string, tables: object[] }[]} measured
 */
export async function writeDocument(measured) {
  const figures = measured.flatMap(({ tables }) => tables.flatMap((table) => table.figures));
  const goals = figures.filter(({ goal }) => goal !== undefined);
  const missed = measured.flatMap(missedOf);
  const notes = readNotes();
  const others = Object.keys(notes).filter((name) => measured.every((one) => one.name !== name));
  const text = [
    '# Benchmarks',
    '',
    'Made by `npm run bench`. A time says little about another machine, so a table has a baseline that was measured in the same run, by',
    'turns: what a user would pick instead, or the bare primitive doing the same work. The ratio is what counts. A figure is the median; half of',
    'the values lie between the two numbers beside it.',
    '',
    machine(),
    '',
    `${goals.length - missed.length} of ${goals.length} goals are reached.${missed.length === 0 ? '' : ' Missed, with the reason below:'}`,
    '',
    ...missed,
    ...measured.flatMap((one) => sectionOf(one, notes[one.name])),
    ...others.flatMap((name) => ['', notes[name]]),
    '',
  ].join('\n');
  const file = fileURLToPath(new URL('docs/benchmarks.md', ROOT));
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

function sectionOf({ title, notMeasured, tables }, note) {
  return [
    '',
    `## ${title}`,
    ...tables.flatMap((table) => [
      '',
      `${table.title}.${table.baseline === undefined ? '' : ` Baseline: ${table.baseline}.`}`,
      '',
      formatTable(table, { markdown: true }),
      ...(table.note === undefined ? [] : ['', table.note]),
    ]),
    ...(note === undefined ? [] : ['', note]),
    ...(notMeasured === undefined ? [] : ['', `Not measured: ${notMeasured}`]),
  ];
}

function missedOf({ title, tables }) {
  return tables.flatMap((table) =>
    table.figures
      .filter(({ isReached }) => isReached === false)
      .map((figure) => `- ${title}: ${table.title}: ${figure.name}, ${figure.goal}`),
  );
}

function machine() {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 1024 ** 3);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT }).toString().trim();
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ');
  return (
    `Node.js ${process.version}, ${platform()} ${arch()}, ${cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, ${gib} GiB; ` +
    `commit ${commit}; ${versions}.`
  );
}

function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, ROOT), 'utf8')).version;
}

/** By the name of the benchmark that each belongs to. */
function readNotes() {
  const files = readdirSync(NOTES).filter((file) => file.endsWith('.md'));
  return Object.fromEntries(
    files.toSorted().map((file) => [file.replace('.md', ''), readFileSync(new URL(file, NOTES), 'utf8').trim()]),
  );
}
