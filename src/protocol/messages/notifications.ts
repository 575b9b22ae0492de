import { z } from 'zod';
import { readForm } from '../form.ts';
import { isObject, lenient, text } from '../json.ts';

/** A step of a tender on the terminal (reference 8). It informs and never decides. */
export interface DisplayNotification {
  readonly kind: 'display';
  /** `CARD_INSERTED`, `WAIT_FOR_PIN`, ...: an open list. */
  readonly event: string;
  /** With TENDER_FINAL. */
  readonly result?: string;
  /** The tender reference, with the PSP reference behind a dot once there is one. */
  readonly transactionId?: string;
  readonly timeStamp?: string;
}

/** Something about the terminal itself (reference 9). */
export interface EventNotification {
  readonly kind: 'event';
  /** `Shutdown`, `SaleWakeUp`, `Reject`, ...: an open list. */
  readonly event: string;
  readonly timeStamp?: string;
  /** Free text, as it came. */
  readonly details?: string;
  /** The rejected request, in base64; only with `Reject`. */
  readonly rejectedMessage?: string;
}

const DisplaySchema = z.looseObject({
  DisplayOutput: z.union([z.array(z.unknown()), z.unknown().transform((single) => [single])]),
});

const EventSchema = z.looseObject({
  EventToNotify: text,
  TimeStamp: lenient(text),
  EventDetails: lenient(text),
  RejectedMessage: lenient(text),
});

/** Reads the body of a notification, DisplayRequest or EventNotification; `undefined` when it is neither. */
export function readNotification(message: unknown): DisplayNotification | EventNotification | undefined {
  if (!isObject(message)) return undefined;
  if ('EventNotification' in message) return readEvent(message['EventNotification']);
  if ('DisplayRequest' in message) return readDisplay(message['DisplayRequest']);
  return undefined;
}

function readEvent(body: unknown): EventNotification | undefined {
  const parsed = EventSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { EventToNotify, TimeStamp, EventDetails, RejectedMessage } = parsed.data;
  return {
    kind: 'event',
    event: EventToNotify,
    ...(TimeStamp !== undefined && { timeStamp: TimeStamp }),
    ...(EventDetails !== undefined && { details: EventDetails }),
    ...(RejectedMessage !== undefined && { rejectedMessage: RejectedMessage }),
  };
}

function readDisplay(body: unknown): DisplayNotification | undefined {
  const parsed = DisplaySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const referenceId = parsed.data.DisplayOutput.map(referenceIdOf).find((id) => id !== undefined);
  if (referenceId === undefined) return undefined;
  // Members come in any order and any case (reference 8.2).
  const members = new Map(readForm(referenceId).map(([key, value]) => [key.toLowerCase(), value]));
  const event = members.get('event');
  if (event === undefined) return undefined;
  const [result, transactionId, timeStamp] = ['result', 'transactionid', 'timestamp'].map((key) => members.get(key));
  return {
    kind: 'display',
    event,
    ...(result !== undefined && { result }),
    ...(transactionId !== undefined && { transactionId }),
    ...(timeStamp !== undefined && { timeStamp }),
  };
}

function referenceIdOf(output: unknown): string | undefined {
  if (!isObject(output) || !isObject(output['OutputContent'])) return undefined;
  const content = output['OutputContent']['PredefinedContent'];
  return isObject(content) && typeof content['ReferenceID'] === 'string' ? content['ReferenceID'] : undefined;
}
