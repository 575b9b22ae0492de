import { checkNewSqliteJournal, checkSqliteJournal } from '../../adapters/journal/sqlite-journal.ts';
import type { DiskProbe } from '../../adapters/probe/probe-disk.ts';
import { errorCode, JournalError, ConfigError, formatValue } from '../../errors.ts';
import type { JournalReader } from '../../adapters/ports/journal.port.ts';
import { journalView, openJournalReader, type JournalView } from '../journal-reader.ts';
import { fail, pass, skip, warn, type OpenFinding } from './check.ts';

const MIB = 1024 * 1024;
const FREE_MIN_BYTES = MIB;
const FREE_LOW_BYTES = 200 * MIB;
/** The intent of a payment is on the disk before its first byte leaves: the shopper waits for it. */
const WRITE_SLOW_MS = 250;
/** So many are named; the list has the rest. */
const NAMED_MAX = 5;

export interface JournalFindings {
  readonly journal: OpenFinding;
  readonly unknowns: OpenFinding;
}

const DISK_FAULTS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['the disk is full: nothing can be stored, so nothing would be sent', 'make room on the disk of the journal'],
  EDQUOT: ['the disk is full for this user (quota)', 'make room, or raise the quota'],
  EROFS: ['the disk is read-only', 'mount it for writing; a disk that fails is often made read-only: look at its log'],
  EACCES: ['this user may not write there', 'give this user the file and its folder'],
  EPERM: ['this user may not write there', 'give this user the file and its folder'],
  ENOENT: ['its folder does not exist', 'create the folder, or correct the path'],
};

const NOT_READ = skip('not checked, because journal failed');
const KEEP_FILES =
  'keep the file and what stands beside it; see docs/recovery.md; `tenderline journal check` reads all of it';

/** A journal that is no file. */
export interface OpenedJournal {
  /** For people. */
  readonly name: string;
  /** Opens it for reading. */
  readonly open: () => Promise<JournalReader>;
}

/**
 * Whether a journal can be relied on, and what in it is still unknown. Nothing of it is changed.
 *
 * @param path of its file; `undefined` when transactions are only remembered in memory
 */
export async function checkJournal(
  path: string | undefined,
  probeDisk: (path: string) => Promise<DiskProbe>,
): Promise<JournalFindings> {
  if (path === undefined) {
    const why = skip('no journal is configured: transactions are forgotten with the process');
    return { journal: why, unknowns: skip('no journal is configured') };
  }
  const where = formatValue(path);
  let disk: DiskProbe;
  try {
    disk = await probeDisk(path);
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    const [reason, remedy] = DISK_FAULTS[code] ?? [
      'the disk failed',
      'look at the log of this machine, and at the disk',
    ];
    return { journal: fail(`the journal ${where} cannot be written: ${reason} (${code})`, remedy), unknowns: NOT_READ };
  }
  return checked(async () => {
    if (!disk.exists) {
      await checkNewSqliteJournal(path);
      const journal = withDisk(disk, `${where} does not exist yet and can be created`);
      return { journal, unknowns: skip('there is no journal yet') };
    }
    await checkSqliteJournal(path);
    return readFindings(await openJournalReader(path), where, (what) => withDisk(disk, what));
  });
}

/** The same for a journal that is no file: there is no disk of this machine to look at. */
export function checkOpenedJournal({ name, open }: OpenedJournal): Promise<JournalFindings> {
  return checked(async () => readFindings(journalView(await open()), formatValue(name), pass));
}

/** A journal that is refused is a finding. */
async function checked(look: () => Promise<JournalFindings>): Promise<JournalFindings> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof JournalError || error instanceof ConfigError)) throw error;
    return { journal: refused(error), unknowns: NOT_READ };
  }
}

/** Why a journal is refused. What to do stands in the remedy alone, where the error has it as data. */
function refused(error: JournalError | ConfigError): OpenFinding {
  const damaged = /damaged|CORRUPT/.test(`${error.message} ${error.code}`);
  const verdict = damaged ? 'the journal is damaged' : 'the journal is refused';
  if (error instanceof JournalError) return fail(`${verdict}: ${error.message}`, KEEP_FILES);
  const { path, expected, found, advice, message } = error;
  const reason = advice === undefined ? message : `${path}: expected ${expected}, found ${found}`;
  if (found === 'a file that is not SQLite') {
    const remedy = `if it was the journal, ${KEEP_FILES}; if it is another file, ${advice}`;
    return fail(`the journal is damaged, or it is another file: ${reason}`, remedy);
  }
  return fail(`${verdict}: ${reason}`, damaged || advice === undefined ? KEEP_FILES : advice);
}

/** Reads the journal, and closes it. */
async function readFindings(
  view: JournalView,
  where: string,
  whenSound: (what: string) => OpenFinding,
): Promise<JournalFindings> {
  try {
    return await findingsOf(view, where, whenSound);
  } finally {
    await view.close();
  }
}

async function findingsOf(
  view: JournalView,
  where: string,
  whenSound: (what: string) => OpenFinding,
): Promise<JournalFindings> {
  const { damaged, settled, open } = await view.check();
  const [first] = damaged;
  if (first !== undefined) {
    const reason = `the journal is damaged: ${damaged.length} transaction(s), the first is ${first.transaction}: ${first.what}`;
    return { journal: fail(reason, KEEP_FILES), unknowns: NOT_READ };
  }
  const journal = whenSound(`${where} is sound: ${settled} settled and ${open} open transaction(s)`);
  return { journal, unknowns: await checkUnknowns(view) };
}

function withDisk({ freeBytes, writeMs, ownerPid }: DiskProbe, what: string): OpenFinding {
  const room = `${Math.floor(freeBytes / MIB)} MiB free`;
  const owner = ownerPid === undefined ? 'no till has it open' : `process ${ownerPid} has it open`;
  const reason = `${what}; ${room}, a write takes ${writeMs} ms, ${owner}`;
  if (freeBytes < FREE_MIN_BYTES) return fail(`the disk of the journal is full: ${reason}`, 'make room on that disk');
  if (freeBytes < FREE_LOW_BYTES)
    return warn(`the disk of the journal is almost full: ${reason}`, 'make room on that disk');
  if (writeMs > WRITE_SLOW_MS) {
    return warn(`the disk of the journal is slow: ${reason}`, 'put the journal on a local disk that is not busy');
  }
  return pass(reason);
}

async function checkUnknowns(view: JournalView): Promise<OpenFinding> {
  const open: string[] = [];
  for await (const { input } of view.list({ open: true })) open.push(`${input.id} on ${input.POIID}`);
  const orphans = (await view.orphans()).length;
  if (open.length + orphans === 0) return pass('no transaction is open');
  const named = open.slice(0, NAMED_MAX).join(', ') + (open.length > NAMED_MAX ? ', ...' : '');
  const parts = [
    ...(open.length > 0
      ? [`${open.length} transaction(s) are open, so it is not known whether they charged: ${named}`]
      : []),
    ...(orphans > 0 ? [`${orphans} result(s) belong to no transaction`] : []),
  ];
  return warn(
    parts.join('; '),
    'start the till: it asks the terminal about them; a person who has checked closes one with `tenderline override`',
  );
}
