// Writes what is generated from the code into the files it stands in: the diagram of each machine into the comment that opens its
// module and, as a chart, into docs/images, the table of faults into docs/recovery.md. Tests hold them together.
import { readFileSync, writeFileSync } from 'node:fs';
import { terminalMachine, transactionMachine } from '../dist/machines/index.js';
import { exportChart, toFaultTable, toMermaid } from '../dist/visualizer/index.js';

for (const [name, machine] of Object.entries({ transaction: transactionMachine, terminal: terminalMachine })) {
  const lines = ['```mermaid', ...toMermaid(machine).split('\n'), '```'].map((line) => ` * ${line}\n`);
  writeFileSync(new URL(`../docs/images/${name}-machine.svg`, import.meta.url), exportChart(name));
  replace(`../machines/${name}.machine.ts`, /( \* <!-- diagram -->\n)[^]*?( \* <!-- \/diagram -->)/, lines.join(''));
}
replace('../docs/recovery.md', /(<!-- faults -->\n)[^]*?(<!-- \/faults -->)/, `\n${toFaultTable()}\n\n`);

function replace(path, pattern, text) {
  const file = new URL(path, import.meta.url);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(pattern, (_, open, close) => open + text + close),
  );
}
