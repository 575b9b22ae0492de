import { ConfigError, errorCode, formatValue, InputError } from '../../errors.ts';
import type {
  Engine,
  Outcome,
  OverrideRequest,
  StoredTransactionView,
  TransactionJson,
  TransactionState,
} from '../../index.ts';
import { HOW_TO_CONTROL } from '../live/control.ts';
import { openEngine } from '../live/open-engine.ts';
import { overrideThrough, presentState } from '../live/owner.ts';
import { findOwnerOf } from './find-owner.ts';
import { outcomeExitCode } from '../output/exit-codes.ts';
import type { TransactionReference } from '../output/format-outcome.ts';
import { statusCommand } from '../output/next-command.ts';
import { createOutput, type Output } from '../output/output.ts';
import { reportOutcome } from '../output/report-outcome.ts';
import { readSettings } from '../settings/connection.ts';
import { readEngineConfig } from '../settings/engine-config.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { journalPlace } from '../settings/journal-path.ts';
import type { Settings } from '../settings/settings.ts';
import type { JournalPlace } from '../stored/journal-place.ts';
import { findTransaction, journalOwner } from '../stored/journal.ts';
import { transactionKind } from '../stored/transaction-kind.ts';
import { reportOwned } from './report-owned.ts';

export interface OverrideFlags extends ConnectionFlags {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly outcome: OverrideRequest['outcome'];
}

/** What this command works on. */
interface Work {
  readonly flags: OverrideFlags;
  readonly settings: Settings;
  readonly journal: JournalPlace;
  readonly output: Output;
  /** As the journal has it before. Absent where its records are damaged: then only a person can close it. */
  readonly stored: StoredTransactionView | undefined;
}

/** `tenderline override`: closes a transaction whose outcome is unknown, on the word of a person who has looked. */
export async function override(flags: OverrideFlags): Promise<number> {
  const output = createOutput(flags);
  for (const name of ['by', 'reason'] as const) assertWords(name, flags[name]);
  const settings = await readSettings(flags);
  const journal = await journalPlace(settings, flags);
  const stored = await findReadable(journal, flags.id);
  const known = stored?.state.outcome;
  if (known !== undefined) throw alreadySettled(flags.id, `is settled: ${known.kind}`);
  const work: Work = { flags, settings, journal, output, stored };
  if (journal.kind === 'database') return throughOwner(work, 'the server that has the terminal');

  let engine: Engine;
  try {
    engine = await openEngine((await readEngineConfig(flags)).engineOptions, output);
  } catch (error) {
    const owner = journalOwner(error);
    if (owner === undefined) throw error;
    return throughOwner(work, owner, error);
  }
  return asOwner(work, engine);
}

/** The transaction as the journal has it; `undefined` where its records are damaged. */
async function findReadable(place: JournalPlace, id: string): Promise<StoredTransactionView | undefined> {
  try {
    return await findTransaction(place, id);
  } catch (error) {
    if (errorCode(error) === 'ERR_JOURNAL_CORRUPT') return undefined;
    throw error;
  }
}

async function asOwner(work: Work, opened: Engine): Promise<number> {
  await using engine = opened;
  const { id, by, reason, outcome: found } = work.flags;
  const transaction = engine.transaction(id);
  if (transaction === undefined) throw alreadySettled(id, 'was just settled');
  const known = transaction.state.outcome;
  if (known !== undefined && work.stored === undefined) throw alreadySettled(id, `is settled: ${known.kind}`);
  if (known === undefined) engine.override({ transaction: id, by, reason, outcome: found });
  return report(work, await transaction.settled(), transaction);
}

/** The till that runs, or the server that has the terminal, decides and records it: two who write to a journal could contradict each other. */
async function throughOwner(work: Work, owner: string, inUse?: unknown): Promise<number> {
  const { flags, journal, output } = work;
  const { id, by, reason, outcome } = flags;
  const control = await findOwnerOf(journal, flags);
  if (control === undefined) throw cannotControl(owner, inUse);
  output.waitFor(`having ${owner} record it`);
  let now: TransactionJson | undefined;
  let refusal: unknown;
  try {
    now = await overrideThrough(control, { transaction: id, by, reason, outcome });
  } catch (error) {
    refusal = error;
  }
  // An answer that is lost says nothing, and one that came is not taken on trust: the journal knows what was recorded.
  const stored = await findReadable(journal, id);
  const known = stored === undefined ? damagedOutcome(now) : stored.state.outcome;
  if (known !== undefined && !isByAnother(known, refusal)) {
    return report(work, known, stored?.state ?? { id, serviceId: '' });
  }
  if (now === undefined) throw refusal;
  output.notice('The till has taken it and not stored it yet: look again before anything follows from it.');
  const state = stored === undefined ? (now as unknown as TransactionState) : presentState(stored.state, now);
  return reportOwned(output, { state }, owner, namedOf(work));
}

/** How the owner closed what the journal cannot show: by the person, as nothing else ends it. */
function damagedOutcome(now: TransactionJson | undefined): Outcome | undefined {
  const { outcome } = now ?? {};
  if (outcome?.kind !== 'overridden') return undefined;
  const { kind, charged, by, reason } = outcome;
  return {
    kind,
    charged,
    by,
    reason,
    amounts: {},
    advice: 'none',
    receipts: [],
    recovered: false,
    abortRequested: false,
  };
}

/** Refused because another person was first: theirs is no answer to this command. */
function isByAnother({ kind }: Outcome, refusal: unknown): boolean {
  return kind === 'overridden' && refusal instanceof InputError;
}

function report(
  work: Work,
  outcome: Outcome,
  transaction: { readonly id: string; readonly serviceId: string },
): number {
  const { output } = work;
  reportOutcome(output, outcome, transaction, namedOf(work));
  if (outcome.kind === 'overridden') {
    output.print('  It is recorded, and no longer keeps the terminal from new transactions.');
    return 0;
  }
  output.print('  Its outcome became known first, so nothing was overridden.');
  return outcomeExitCode(outcome);
}

function namedOf({ flags, settings, stored }: Work): TransactionReference {
  if (stored === undefined) {
    return { kind: 'request', reference: 'unreadable', statusCommand: `tenderline transactions show ${flags.id}` };
  }
  const { input, state } = stored;
  return {
    kind: transactionKind(input),
    reference: input.reference,
    statusCommand: statusCommand(flags, settings, { id: input.id, serviceId: state.serviceId }, input.category),
  };
}

/** The same mistake for whoever records it. */
function assertWords(name: 'by' | 'reason', text: string): void {
  if (text.trim() !== '') return;
  throw new InputError('ERR_INPUT_OVERRIDE', { path: name, expected: 'a text', found: formatValue(text) });
}

function alreadySettled(id: string, how: string): InputError {
  return new InputError('ERR_INPUT_OVERRIDE', {
    path: 'id',
    expected: 'a transaction whose outcome is unknown',
    found: `${formatValue(id)}, which ${how}`,
  });
}

function cannotControl(owner: string, cause: unknown): ConfigError {
  const mistake = {
    path: 'override',
    expected: 'a journal that no till owns, or a till that takes commands',
    found: `it in use by ${owner}`,
    advice: `the till itself must do it (engine.override), or end it first; ${HOW_TO_CONTROL}`,
  };
  return new ConfigError('ERR_CONFIG_JOURNAL_IN_USE', mistake, { cause });
}
