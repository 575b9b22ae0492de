import { execFileSync } from 'node:child_process';
import { arch, cpus, platform, totalmem } from 'node:os';
import { formatTable } from './report.mjs';

/** The page of the figures. @param {{ title: string, notMeasured?: string, tables: object[] }[]} measured */
export function writeDocument(measured) {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 1024 ** 3);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim();
  const figures = measured.flatMap(({ tables }) => tables.flatMap((table) => table.figures));
  const goals = figures.filter(({ goal }) => goal !== undefined);
  const missed = measured.flatMap(({ title, tables }) =>
    tables.flatMap((table) =>
      table.figures
        .filter(({ isReached }) => isReached === false)
        .map((figure) => `- ${title}: ${table.title}: ${figure.name}, ${figure.goal}`),
    ),
  );
  return [
    '# Benchmarks',
    '',
    'Made by `npm run bench`. A time says little about another machine, so each table has a baseline that was measured in the same run, by',
    'turns: what a user would pick instead, or the bare primitive doing the same work. The ratio is what counts.',
    '',
    `Node.js ${process.version}, ${platform()} ${arch()}, ${cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, ${gib} GiB; commit ${commit}.`,
    `${goals.length - missed.length} of ${goals.length} goals are reached.`,
    ...(missed.length === 0 ? [] : ['', 'Missed:', '', ...missed]),
    ...measured.flatMap(({ title, notMeasured, tables }) => [
      '',
      `## ${title}`,
      '',
      `Not measured: ${notMeasured}`,
      ...tables.flatMap((table) => [
        '',
        `${table.title}.${table.baseline === undefined ? '' : ` Baseline: ${table.baseline}.`}`,
        '',
        formatTable(table, { markdown: true }),
      ]),
    ]),
    '',
  ].join('\n');
}
