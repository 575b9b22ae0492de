import { formatValue, InputError } from '../../errors.ts';
import { startVisualizer } from '../../gateway/visualizer/start-visualizer.ts';
import { inspectJournal, type InspectedJournal, type Recording } from '../../index.ts';
import { terminalMachine, transactionMachine } from '../../machines/index.ts';
import { exportChart, exportRecording, readPage, sequenceToMermaid, toMermaid } from '../../visualizer/index.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { createOutput } from '../output/output.ts';
import { readSettings } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { readPagePort } from './page-port.ts';
import { journalPath } from '../settings/journal-path.ts';

export interface VisualizeFlags extends ConnectionFlags {
  readonly export?: 'svg' | 'mermaid' | 'html';
  readonly transaction?: string;
  readonly machine: 'transaction' | 'terminal';
  readonly port?: string;
}

/** `tenderline visualize`: serves a journal as a page, or writes a diagram or a file for a bug report. Read-only. */
export async function visualize(flags: VisualizeFlags): Promise<number> {
  const output = createOutput(flags);
  if (flags.export !== undefined) {
    process.stdout.write(await exported(flags, flags.export));
    return 0;
  }
  const path = journalPath(await readSettings(flags));
  const journal = await inspectJournal(path);
  const stopped = untilStopped();
  try {
    const visualizer = await startVisualizer(journal, {
      port: readPagePort(flags.port),
      command: `tenderline visualize --journal ${path}`,
    });
    output.emit({ type: 'visualizer', url: visualizer.url });
    output.print(`Open ${output.paint('bold', visualizer.url)}`);
    output.print(
      'The address opens one browser, once. The journal is only read; a till may use it meanwhile. Ctrl-C ends it.',
    );
    await stopped;
    await visualizer.close();
  } finally {
    await journal.close();
  }
  return 0;
}

async function exported(flags: VisualizeFlags, form: 'svg' | 'mermaid' | 'html'): Promise<string> {
  const { transaction, machine } = flags;
  if (transaction === undefined) {
    if (form === 'svg') return exportChart(machine);
    if (form === 'mermaid') return `${toMermaid(machine === 'terminal' ? terminalMachine : transactionMachine)}\n`;
    const mistake = {
      path: 'transaction',
      expected: 'the id of a transaction: an HTML file has one in it',
      found: 'none',
    };
    throw new InputError('ERR_INPUT_TRANSACTION', mistake);
  }
  const journal = await inspectJournal(journalPath(await readSettings(flags)));
  try {
    const recording = await find(journal, transaction);
    if (form === 'svg') return exportChart('transaction', recording);
    return form === 'mermaid' ? `${sequenceToMermaid(recording)}\n` : exportRecording(await readPage(), recording);
  } finally {
    await journal.close();
  }
}

async function find(journal: InspectedJournal, id: string): Promise<Recording> {
  const recording = await journal.transaction(id);
  if (recording !== undefined) return recording;
  const expected = 'the id of a transaction that the journal has and can read';
  throw new InputError('ERR_INPUT_TRANSACTION', { path: 'transaction', expected, found: formatValue(id) });
}
