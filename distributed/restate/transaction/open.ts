import type { ObjectContext } from '@restatedev/restate-sdk';
import type { Failure, TransactionId } from 'tenderline';
import { elapsedMaxMs, type TransactionInput } from 'tenderline/machines';
import { failure } from 'tenderline/protocol';
import { begin, planTransaction, transactionInput, type WorkerParts } from 'tenderline/runtime';
import { HISTORY, TERMINAL, type Asked, type HistoryEntry, type Reading } from '../contracts.ts';
import { plain, type Head } from './head.ts';
import { publish, takeAt, type Surroundings } from './take.ts';

/** The terminal has admitted it: the intent is stored, and then its request may leave. Or it is refused, because too much time has passed. */
export async function open(
  ctx: ObjectContext,
  head: Head,
  admittedAt: Reading,
  surroundings: Surroundings & { readonly parts: WorkerParts },
): Promise<void> {
  const { asked, queuedUntilMs } = head;
  const since = queuedUntilMs === undefined ? asked.at : admittedAt;
  const opened = await ctx.run('open', () => inputOf(ctx.key, asked, since, surroundings));
  if ('refusal' in opened) return refuse(ctx, head, opened.refusal, true);
  const { input, at } = opened;
  head.phase = 'begun';
  head.snapshot = plain(begin(input).snapshot);
  ctx.set('opened', input);
  ctx.objectSendClient(HISTORY, asked.till).add(entryOf(asked, input));
  takeAt(ctx, head, { type: 'intent.stored' }, at, surroundings);
}

/** Nothing of it was sent, and nothing will be. */
export function refuse(ctx: ObjectContext, head: Head, reason: Failure, holdsTerminal: boolean): void {
  head.phase = 'refused';
  head.refusal = reason;
  const transaction = ctx.key as TransactionId;
  const type = holdsTerminal ? 'transaction.settled' : 'sale.withdrawn';
  ctx.objectSendClient(TERMINAL, head.asked.poiid).tell([{ type, transaction }]);
  publish(ctx, head);
}

/** Never throws: what cannot be made is refused. */
function inputOf(
  id: string,
  { till, type, given, ServiceID, original }: Asked,
  since: Reading,
  { parts, read }: Pick<Surroundings, 'read'> & { readonly parts: WorkerParts },
): { readonly input: TransactionInput; readonly at: Reading } | { readonly refusal: Failure } {
  const { clock, bootId, options } = parts;
  try {
    const at = read();
    if (elapsedMaxMs(since, at, options.limits) > options.limits.sendWithinMs) {
      return { refusal: failure('ERR_SEND_TOO_LATE') };
    }
    const ofTill = { ...options, saleId: till as typeof options.saleId };
    const plan = planTransaction(type, given, ofTill);
    const ids = { id: id as TransactionId, ServiceID: ServiceID as TransactionInput['ServiceID'] };
    const input = transactionInput({ ...ids, plan, original }, { options: ofTill, clock, bootId });
    return { input, at };
  } catch (error) {
    // The options of this worker are others than those of the one that took the request.
    return { refusal: failure('ERR_INTERNAL_UNSENT', error instanceof Error ? error.message : undefined) };
  }
}

function entryOf({ type, poiid, reference }: Asked, { id: transaction, createdAtMs }: TransactionInput): HistoryEntry {
  return { transaction, createdAtMs, poiid, reference, type };
}
