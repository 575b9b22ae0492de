// Measures the build in dist/, side by side with what a user would pick instead and with the bare primitives.
//
//   npm run bench                    everything, under ten minutes; writes docs/benchmarks.md
//   npm run bench -- quick           less of each, under a minute; writes nothing
//   npm run bench -- --only payment  those whose file name contains that; writes nothing
//   npm run bench -- --json          a JSON line for each figure, and no tables
//   npm run bench -- --against REV   this checkout and another commit, by turns
import { readdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { compareWith } from './lib/against.mjs';
import { writeDocument } from './lib/document.mjs';
import { formatTable, Report } from './lib/report.mjs';

const USAGE = 'npm run bench -- [quick] [--only NAME] [--json] [--against REV]';
const { quick, only, json, against } = readArguments();

const folder = new URL('.', import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith('.bench.mjs') && name.includes(only)).toSorted();
if (files.length === 0) usageError(`--only: no benchmark of ${only}`);
if (against === undefined) await measure();
else await compareWith(against, files);

async function measure() {
  const measured = [];
  for (const file of files) {
    const { title, notMeasured, run } = await import(new URL(file, folder));
    const report = new Report();
    await run(report, { quick });
    const { tables } = report;
    measured.push({ name: file.replace('.bench.mjs', ''), title, notMeasured, tables });
    for (const table of tables) print(title, table);
  }
  if (quick || only !== '') return;
  await writeFile(new URL('../docs/benchmarks.md', import.meta.url), await writeDocument(measured));
}

function print(bench, table) {
  if (!json) return console.log(`\n${bench}: ${table.title}\n${formatTable(table)}`);
  for (const figure of table.figures) console.log(JSON.stringify({ bench, table: table.title, ...figure }));
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        against: { type: 'string' },
      },
    });
    const unknown = positionals.find((word) => word !== 'quick');
    if (unknown !== undefined) throw new Error(`${unknown}: expected quick`);
    return { ...values, quick: positionals.length > 0 };
  } catch (error) {
    return usageError(error.message);
  }
}

function usageError(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}
