import { ConfigError } from '../../errors.ts';
import {
  TransactionJsonSchema,
  type OverrideRequest,
  type StoredTransactionView,
  type TransactionJson,
  type TransactionState,
} from '../../index.ts';
import type { Output } from '../output/output.ts';
import type { JournalPlace } from '../stored/journal-place.ts';
import { findControl, type Control } from './control.ts';

/** How long the owner of a journal may take to store an override: what it takes itself. */
const STORED_WITHIN_SECONDS = 10;
/** How long the answer of a terminal to a check is waited for. */
const CHECKED_WITHIN_SECONDS = 5;
const PAGE = 1000;

/** Has the owner close an unknown. @returns the transaction: settled, or not stored in time */
export async function overrideThrough(
  control: Control,
  { transaction, by, reason, outcome }: OverrideRequest,
): Promise<TransactionJson> {
  return transactionOf(
    transaction,
    await control({
      method: 'POST',
      path: `/v1/transactions/${transaction}/override`,
      body: { by, reason, outcome },
      waitSeconds: STORED_WITHIN_SECONDS,
    }),
  );
}

/** Has the owner ask the terminal to stop, which is then on record. */
export async function abortThrough(control: Control, id: string): Promise<TransactionJson> {
  return transactionOf(id, await control({ method: 'POST', path: `/v1/transactions/${id}/abort` }));
}

/** Has the owner ask the terminal what became of a transaction. */
export async function checkThrough(control: Control, id: string): Promise<TransactionJson> {
  const waitSeconds = CHECKED_WITHIN_SECONDS;
  const path = `/v1/transactions/${id}/check?wait=${waitSeconds}`;
  return transactionOf(id, await control({ method: 'POST', path, waitSeconds }));
}

/** Puts what the owner of a journal says of an open transaction in the place of what is stored: a disk that fails holds that up. */
export type Refresh = <View extends Pick<StoredTransactionView, 'state'>>(view: View) => View;

/**
 * Asks the owner of a journal, where one takes commands, what is open. Whatever keeps it from answering is a notice: the journal answers
 * too.
 *
 * @param id of the only one that is of interest
 */
export async function presentStates(place: JournalPlace, output: Output, id?: string): Promise<Refresh> {
  const present = new Map<string, TransactionJson>();
  try {
    // Several engines may share a database; each is asked where it serves.
    const control = place.kind === 'file' ? await findControl(place.name) : undefined;
    if (control !== undefined) for (const one of await openOf(control, id)) present.set(one.id, one);
  } catch (error) {
    output.notice(`${messageOf(error)}: this is what the journal has.`);
  }
  return (view) => {
    const now = present.get(view.state.id);
    return now === undefined ? view : { ...view, state: presentState(view.state, now) };
  };
}

/** A state of the journal, with what the owner says of it. A settled one is what is stored, and nothing else. */
export function presentState(stored: TransactionState, now: TransactionJson): TransactionState {
  if (stored.outcome !== undefined || now.outcome !== undefined) return stored;
  const { failure: _, nextCheckAtMs: __, ...facts } = stored;
  return { ...facts, ...now } as unknown as TransactionState; // of an open one the JSON has the same members
}

/** Why it could not be asked, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the till that owns the journal does not answer';
}

async function openOf(control: Control, id: string | undefined): Promise<readonly TransactionJson[]> {
  if (id !== undefined) return [transactionOf(id, await control({ method: 'GET', path: `/v1/transactions/${id}` }))];
  const found: TransactionJson[] = [];
  for (let cursor = ''; ;) {
    const page = await control({ method: 'GET', path: `/v1/transactions?state=open&limit=${PAGE}${cursor}` });
    const { transactions } = page;
    if (!Array.isArray(transactions)) throw nonsense('a list without transactions');
    for (const one of transactions as readonly unknown[]) found.push(transactionOf(undefined, one));
    if (typeof page['cursor'] !== 'string') return found;
    cursor = `&cursor=${encodeURIComponent(page['cursor'])}`;
  }
}

/** What is believed of an answer: that it is a transaction, and the one that was asked for. */
function transactionOf(id: string | undefined, answer: unknown): TransactionJson {
  const { success, data } = TransactionJsonSchema.safeParse(answer);
  if (success && (id === undefined || data.id === id)) return data;
  throw nonsense(success ? 'another transaction' : 'no transaction');
}

function nonsense(found: string): ConfigError {
  const mistake = { path: 'control', expected: 'the till that owns the journal to answer with a transaction', found };
  return new ConfigError('ERR_CONFIG_CONTROL', mistake);
}
