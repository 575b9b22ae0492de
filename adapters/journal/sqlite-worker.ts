import { parentPort } from 'node:worker_threads';
import { ConfigError, InvariantError, JournalError } from '../../errors.ts';
import { identityOf } from './private-file.ts';
import { journalClosed } from './records.ts';
import { toFailure, type Answer, type Call, type Calls, type Opened, type OpenParams } from './sqlite-calls.ts';
import { loadSqliteDriver, type SqliteDatabase, type SqliteDriver } from './sqlite-driver.ts';
import { journalError, sqliteResult, toConfigError } from './sqlite-errors.ts';
import { backUp } from './file/back-up.ts';
import { checkSound } from './file/check-sound.ts';
import { openForReading } from './file/open-for-reading.ts';
import { closeAfterWriting, openForWriting } from './file/open-for-writing.ts';
import { INDEX_VERSION, SCHEMA_VERSION } from './file/sqlite-schema.ts';
import { inUse, takeOwnership } from './sqlite-owner.ts';
import { recordAcceptance } from './store/record-acceptance.ts';
import { SqliteReader } from './store/sqlite-reader.ts';
import { SqliteWriter } from './store/sqlite-writer.ts';
import { readTip, TipFile } from './tip/tip-file.ts';

// The thread in which SQLite works: it waits for the disk so that the till does not. It does one call after the other; the
// other side opens first, and closes last.

interface OpenJournal {
  readonly path: string;
  readonly driver: SqliteDriver;
  readonly database: SqliteDatabase;
  readonly reading: SqliteReader;
  /** Only of an owner. */
  readonly writing: SqliteWriter | undefined;
  readonly opened: Opened;
  /** A file is no longer at its path: a record stored into it would be lost. */
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
      return { id, result: journal.opened };
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
  switch (call.name) {
    case 'records':
      return reading.records(call.params);
    case 'transaction':
      return reading.transaction(call.params);
    case 'openOnes':
      return reading.open(call.params);
    case 'history':
      return reading.history(call.params);
    case 'checkSound':
      checkSound(journal.path, journal.database);
      return null;
    case 'backUp':
      return backUp(journal.driver, journal.database, call.params);
    case 'damaged':
      return reading.damaged(call.params);
    default:
  }
  if (writing === undefined) throw new JournalError('ERR_JOURNAL_READ_ONLY', 'the journal: this is a reader');
  if (moved()) {
    const what =
      'the file or its -wal is no longer where it was opened: put it back, or close the journal and open it anew';
    throw new JournalError('ERR_JOURNAL_MOVED', `the journal: ${what}`);
  }
  if (call.name === 'prune') return writing.prune(call.params);
  return writing.append(call.params).map((result) => (result === 'stored' ? result : toFailure(result)));
}

async function openJournal(params: OpenParams): Promise<OpenJournal> {
  const { path, driver: wanted, role, ownedHere } = params;
  const driver = await loadSqliteDriver(wanted);
  if (role === 'reader') {
    const { database, version, close } = openForReading(driver, path, ownedHere);
    const reading = new SqliteReader(database, version);
    const opened = { accepted: null, hasIndex: version >= INDEX_VERSION };
    return { path, driver, database, reading, writing: undefined, opened, moved: () => false, close };
  }
  const release = takeOwnership(driver, path);
  try {
    return openAsOwner(driver, params, release);
  } catch (error) {
    release();
    throw error;
  }
}

function openAsOwner(
  driver: SqliteDriver,
  { path, testing, acceptance }: OpenParams,
  release: () => void,
): OpenJournal {
  const before = readTip(path);
  const database = openForWriting(driver, path, acceptance !== undefined);
  try {
    if (testing?.pageCountMax !== undefined) database.exec(`PRAGMA max_page_count = ${testing.pageCountMax}`);
    const reading = new SqliteReader(database, SCHEMA_VERSION);
    const tipFile = new TipFile(path);
    const writing = new SqliteWriter(database, tipFile, () => pass(testing?.gate));
    beginOrRefuse(writing, path);
    const accepted = acceptance ? recordAcceptance({ database, reading, writing, before }, acceptance) : null;
    tipFile.reset(writing.tip());
    const identity = identitiesOf(path);
    return {
      path,
      driver,
      database,
      reading,
      writing,
      opened: { accepted, hasIndex: true },
      moved: () => identitiesOf(path) !== identity,
      close: () => {
        writing.end();
        try {
          closeAfterWriting(database);
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The lock beside the file may have been removed: then the file itself shows that another process writes to it. */
function beginOrRefuse(writing: SqliteWriter, path: string): void {
  try {
    writing.begin();
  } catch (error) {
    throw sqliteResult(error) === 'BUSY' ? inUse(path, undefined) : toConfigError(path, error);
  }
}

function identitiesOf(path: string): string {
  return [path, `${path}-wal`].map(identityOf).join(' ');
}

/** Waits until the gate is open. */
function pass(gate: Int32Array | undefined): void {
  if (gate === undefined) return;
  Atomics.add(gate, 1, 1);
  while (Atomics.load(gate, 0) !== 0) Atomics.wait(gate, 0, Atomics.load(gate, 0));
}
