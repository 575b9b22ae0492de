// Writes the diagram of each machine into the comment that opens its module; a test holds the two together.
import { readFileSync, writeFileSync } from 'node:fs';
import { transactionMachine } from '../dist/machines/index.js';
import { toMermaid } from '../dist/visualizer/index.js';

const file = new URL('../src/machines/transaction.machine.ts', import.meta.url);
const lines = ['```mermaid', ...toMermaid(transactionMachine).split('\n'), '```'].map((line) => ` * ${line}\n`);
const source = readFileSync(file, 'utf8');
writeFileSync(
  file,
  source.replace(/( \* <!-- diagram -->\n)[^]*?( \* <!-- \/diagram -->)/, (_, open, close) => open + lines.join('') + close),
);
