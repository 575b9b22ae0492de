import { parentPort } from 'node:worker_threads';
import { ConfigError, InvariantError, JournalError } from '../../errors.ts';
import { identityOf } from './private-file.ts';
import { journalClosed } from './records.ts';
import { toFailure, type Answer, type Call, type Calls, type OpenParams } from './sqlite-calls.ts';
import { loadSqliteDriver } from './sqlite-driver.ts';
import { journalError } from './sqlite-errors.ts';
import { closeAfterWriting, openForReading, openForWriting } from './sqlite-file.ts';
import { takeOwnership } from './sqlite-owner.ts';
import { SqliteReader, SqliteWriter } from './sqlite-store.ts';

// The thread in which SQLite works: it waits for the disk so that the till does not. It does one call after the other; the
// other side opens first, and closes last.

interface OpenJournal {
  readonly reading: SqliteReader;
  /** Only of an owner. */
  readonly writing: SqliteWriter | undefined;
  /** The file is no longer at its path: a record stored into it would be lost. */
  readonly moved: () => boolean;
  readonly close: () => void;
}

if (parentPort === null) throw new InvariantError('this module is the main module of a worker thread');
const port = parentPort;
let journal: OpenJournal | undefined;

port.on('message', (call: Call) => void answer(call));

async function answer(call: Call): Promise<void> {
  port.postMessage(await carryOut(call));
  if (call.name === 'close') port.close();
}

async function carryOut(call: Call): Promise<Answer> {
  const { id } = call;
  try {
    if (call.name === 'open') {
      journal = await openJournal(call.params);
      return { id, result: null };
    }
    return { id, result: resultOf(call) };
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof JournalError ? error : journalError(error);
    return { id, failure: toFailure(known) };
  }
}

function resultOf(call: Exclude<Call, { name: 'open' }>): Calls[Exclude<Call['name'], 'open'>]['result'] {
  if (call.name === 'close') {
    journal?.close();
    journal = undefined;
    return null;
  }
  if (journal === undefined) throw journalClosed();
  const { reading, writing, moved } = journal;
  if (call.name === 'page') return reading.page(call.params.pages, call.params.cursor);
  if (writing === undefined) throw new JournalError('ERR_JOURNAL_READ_ONLY', 'the journal: this is a reader');
  if (moved()) {
    const what = 'the file is no longer where it was opened: put it back, or open the journal anew';
    throw new JournalError('ERR_JOURNAL_MOVED', `the journal: ${what}`);
  }
  if (call.name === 'prune') return writing.prune(call.params.settledBeforeMs);
  return writing.append(call.params).map((result) => (result === 'stored' ? result : toFailure(result)));
}

async function openJournal({ path, driver: wanted, role, ownedHere, testing }: OpenParams): Promise<OpenJournal> {
  const driver = await loadSqliteDriver(wanted);
  if (role === 'reader') {
    const database = openForReading(driver, path, ownedHere);
    const reading = new SqliteReader(database);
    return { reading, writing: undefined, moved: () => false, close: () => database.close() };
  }
  const release = takeOwnership(driver, path);
  try {
    const database = openForWriting(driver, path);
    if (testing?.pageCountMax !== undefined) database.exec(`PRAGMA max_page_count = ${testing.pageCountMax}`);
    const identity = identityOf(path);
    return {
      reading: new SqliteReader(database),
      writing: new SqliteWriter(database, () => pass(testing?.gate)),
      moved: () => identityOf(path) !== identity,
      close: () => {
        try {
          closeAfterWriting(database);
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Waits until the gate is open. */
function pass(gate: Int32Array | undefined): void {
  if (gate === undefined) return;
  Atomics.add(gate, 1, 1);
  while (Atomics.load(gate, 0) !== 0) Atomics.wait(gate, 0, Atomics.load(gate, 0));
}
