// Measures the build in dist/, side by side with what a user would pick instead and with the bare primitives.
//
//   npm run bench                    everything, under ten minutes; writes docs/benchmarks.md
//   npm run bench -- quick           less of each, under a minute; writes nothing
//   npm run bench -- --only payment  those whose file name contains that; writes nothing
//   npm run bench -- --json          a JSON line for each figure as well
//   npm run bench -- --against REV   this checkout and another commit, by turns
import { readdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { compareWith } from './lib/against.mjs';
import { writeDocument } from './lib/document.mjs';
import { formatTable, Report } from './lib/report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    against: { type: 'string' },
  },
});
const quick = positionals.includes('quick');

if (values.against === undefined) await measure();
else await compareWith(values.against, { only: values.only });

async function measure() {
  const folder = new URL('.', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.bench.mjs') && name.includes(values.only));
  const measured = [];
  for (const file of files.toSorted()) {
    const bench = await import(new URL(file, folder));
    const report = new Report();
    await bench.run(report, { quick });
    measured.push({ title: bench.title, notMeasured: bench.notMeasured, tables: report.tables });
    for (const table of report.tables) console.log(`\n${bench.title}: ${table.title}\n${formatTable(table)}`);
    if (values.json) {
      for (const { title, figures } of report.tables) {
        for (const figure of figures) console.log(JSON.stringify({ bench: bench.title, table: title, ...figure }));
      }
    }
  }
  if (quick || values.only !== '') return;
  await writeFile(new URL('../docs/benchmarks.md', import.meta.url), writeDocument(measured));
}
