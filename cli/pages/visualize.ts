import { formatValue, InputError } from '../../errors.ts';
import { startVisualizer } from '../../gateway/visualizer/start-visualizer.ts';
import type { Inspected, Recording } from '../../index.ts';
import { terminalMachine, transactionMachine } from '../../machines/index.ts';
import { exportChart, exportRecording, readPage, sequenceToMermaid, toMermaid } from '../../visualizer/index.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { createOutput } from '../output/output.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { readJournalPlace } from '../settings/journal-path.ts';
import { inspectStored } from '../stored/journal.ts';
import { connectTo } from './gateway-connection.ts';
import { readPagePort } from './page-port.ts';
import { RemoteSource } from './remote-source.ts';

export interface VisualizeFlags extends ConnectionFlags {
  readonly export?: 'svg' | 'mermaid' | 'html';
  readonly transaction?: string;
  readonly machine: 'transaction' | 'terminal';
  readonly port?: string;
  /** A gateway that runs, or `control`. */
  readonly url?: string;
  readonly tokenFile?: string;
}

/** What is looked at. */
interface Opened {
  readonly inspected: Inspected;
  /** How to open it again. */
  readonly command: string;
  /** What it is, for people. */
  readonly note: string;
  readonly close: () => Promise<void>;
}

/** `tenderline visualize`: serves a journal, or an engine that runs elsewhere, as a page; or writes a diagram or a file for a bug report. */
export async function visualize(flags: VisualizeFlags): Promise<number> {
  const output = createOutput(flags);
  if (flags.export !== undefined) {
    process.stdout.write(await exported(flags, flags.export));
    return 0;
  }
  const { inspected, command, note, close } = await openInspected(flags);
  const stopped = untilStopped();
  try {
    const visualizer = await startVisualizer(inspected, { port: readPagePort(flags.port), command });
    output.emit({ type: 'visualizer', url: visualizer.url });
    output.print(`Open ${output.paint('bold', visualizer.url)}`);
    output.print(`The address opens one browser, once. ${note} Ctrl-C ends it.`);
    await stopped;
    await visualizer.close();
  } finally {
    await close();
  }
  return 0;
}

async function openInspected({ url, port: _, ...flags }: VisualizeFlags): Promise<Opened> {
  if (url !== undefined) {
    const inspected = new RemoteSource(await connectTo(url, flags));
    // Whoever waits for a page wants to know now that it would stay empty.
    await inspected.overview();
    const command = `tenderline visualize --url ${url}`;
    return { inspected, command, note: 'Nothing is changed or sent.', close: () => Promise.resolve() };
  }
  const place = await readJournalPlace(flags);
  const journal = await inspectStored(place);
  const note = 'The journal is only read; a till may use it meanwhile.';
  return {
    inspected: journal,
    command: `tenderline visualize --journal ${place.name}`,
    note,
    close: () => journal.close(),
  };
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
  const { inspected, close } = await openInspected(flags);
  try {
    const recording = await find(inspected, transaction);
    if (form === 'svg') return exportChart('transaction', recording);
    return form === 'mermaid' ? `${sequenceToMermaid(recording)}\n` : exportRecording(await readPage(), recording);
  } finally {
    await close();
  }
}

async function find(inspected: Inspected, id: string): Promise<Recording> {
  const recording = await inspected.transaction(id);
  if (recording !== undefined) return recording;
  const expected = 'the id of a transaction that is there and can be read';
  throw new InputError('ERR_INPUT_TRANSACTION', { path: 'transaction', expected, found: formatValue(id) });
}
