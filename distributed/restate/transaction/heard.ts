/** What a transaction hears of its terminal beside the answer to its request: by another connection, as a notification, or when all is over. */
import { isDeepStrictEqual } from 'node:util';
import type { ObjectContext } from '@restatedev/restate-sdk';
import type { TransactionEventPayload } from 'tenderline/machines';
import {
  eventsOfUnmatched,
  isSameAnswer,
  isSettled,
  type UnmatchedResponse,
  type WorkerParts,
} from 'tenderline/runtime';
import type { DisplayNotification } from '../contracts.ts';
import { isRepetition } from '../terminal/notifications.ts';
import { plain, snapshotOf, type Head } from './head.ts';
import { publish, take, type Surroundings } from './take.ts';

/** How many notifications of one transaction are kept; a tender has some twenty. */
const DISPLAYED_MAX = 100;

/** The machine takes the event, or it comes after the settlement. */
export async function takeOrNote(
  ctx: ObjectContext,
  head: Head,
  payload: TransactionEventPayload,
  surroundings: Surroundings,
): Promise<void> {
  if (isSettled(snapshotOf(head))) noteAfterwards(ctx, head, payload);
  else await take(ctx, head, payload, surroundings);
}

/** A verified response to another request than the one that waited. @returns whether it is about this transaction */
export async function hearUnmatched(
  ctx: ObjectContext,
  head: Head,
  response: UnmatchedResponse,
  surroundings: Surroundings & { readonly parts: WorkerParts },
): Promise<boolean> {
  const snapshot = snapshotOf(head);
  const { currencyExponents } = surroundings.parts.options;
  const events = eventsOfUnmatched(response, snapshot.context.input, isSettled(snapshot), currencyExponents);
  for (const payload of events ?? []) await takeOrNote(ctx, head, payload, surroundings);
  return events !== undefined;
}

/** A notification of what the terminal displays. It informs, and decides nothing. @returns whether it is about this transaction */
export async function hearDisplayed(
  ctx: ObjectContext,
  head: Head,
  notification: DisplayNotification,
  surroundings: Surroundings,
): Promise<boolean> {
  const { input, seenByTerminal } = snapshotOf(head).context;
  const { SaleID, ServiceID, unprotected } = input;
  if (notification.SaleID !== SaleID || notification.ServiceID !== ServiceID) return false;
  const isFull = head.displayed.length >= DISPLAYED_MAX;
  if (isFull || head.displayed.some((known) => isRepetition(known, notification))) return true;
  head.displayed.push(notification);
  // What was sealed for this shop proves that the terminal has the request.
  const isProof = notification.sealed || unprotected === true;
  if (isProof && !seenByTerminal) await takeOrNote(ctx, head, { type: 'poi.progress' }, surroundings);
  if (notification.event === 'TENDER_FINAL' && snapshotOf(head).hasTag('outcomeUnknown')) {
    await takeOrNote(ctx, head, { type: 'sale.checkStatus' }, surroundings);
  }
  publish(ctx, head);
  return true;
}

/** A verified answer after the settlement changes nothing. A person must look at it, unless it only repeats the outcome. */
function noteAfterwards(ctx: ObjectContext, head: Head, payload: TransactionEventPayload): void {
  const isAnswer = payload.type === 'poi.answered' || (payload.type === 'poi.unclear' && payload.seen);
  const { outcome } = snapshotOf(head).context;
  if (!isAnswer || (outcome !== undefined && isSameAnswer(payload.result, outcome))) return;
  const result = plain(payload.result);
  // The same one comes again where its exchange was repeated.
  if (head.late.some((known) => isDeepStrictEqual(known, result))) return;
  head.late.push(result);
  publish(ctx, head);
}
