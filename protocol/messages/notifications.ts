import { z } from 'zod';
import { readForm } from '../fields/form.ts';
import { parsePOIID, parseSaleID, parseServiceID, type POIID, type SaleID, type ServiceID } from '../ids.ts';
import { isObject, omitUndefined } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';

/** Sender and subject of a notification. Members that a terminal leaves out, or fills with `null` or `N/A`, are absent. */
export interface NotificationIds {
  readonly POIID?: POIID;
  /** With ServiceID: of the transaction's request. */
  readonly SaleID?: SaleID;
  readonly ServiceID?: ServiceID;
  /** Differs from message to message. */
  readonly DeviceID?: string;
  /** Ids as received that do not have the form of an id. */
  readonly oddIds?: { readonly POIID?: string; readonly SaleID?: string; readonly ServiceID?: string };
}

/** A step of a tender on the terminal (reference 8). It informs and never decides. */
export interface DisplayNotification {
  readonly kind: 'display';
  /** `CARD_INSERTED`, `WAIT_FOR_PIN`, ...: an open list. 1 to 128 characters, none of them a control character. */
  readonly event: string;
  /** With TENDER_FINAL: `APPROVED`, `DECLINED`, ...: an open list. */
  readonly result?: string;
  /** The tender reference, with the PSP reference behind a dot once there is one. */
  readonly transactionId?: string;
  readonly timeStamp?: string;
}

/** An event of the terminal itself (reference 9). */
export interface EventNotification {
  readonly kind: 'event';
  /** `Shutdown`, `SaleWakeUp`, `Reject`, ...: an open list. 1 to 128 characters, none of them a control character. */
  readonly event: string;
  readonly timeStamp?: string;
  /** Free text, as received: it may contain anything. */
  readonly details?: string;
  /** The rejected request, in base64; only with `Reject`. */
  readonly rejectedMessage?: string;
}

/** Names and times: a text that is longer, or contains a control character, counts as missing; a till may display the rest as it is. */
const word = text.pipe(z.string().regex(/^[^\p{Cc}]{1,128}$/u));
/** What terminals write in place of a missing id (reference 9). */
const NO_ID = /^(null|n\/a|-null-)$/i;
const id = optionalOrUndefined(word).transform((value) =>
  value !== undefined && NO_ID.test(value) ? undefined : value,
);

const HeaderSchema = z.looseObject({ POIID: id, SaleID: id, ServiceID: id, DeviceID: id });

/** The members of a ReferenceID, their names in lower case. */
const ReferenceSchema = z.object({
  event: word,
  result: optionalOrUndefined(word),
  transactionid: optionalOrUndefined(word),
  timestamp: optionalOrUndefined(word),
});

const EventSchema = z.looseObject({
  EventToNotify: word,
  TimeStamp: optionalOrUndefined(word),
  EventDetails: optionalOrUndefined(text),
  RejectedMessage: optionalOrUndefined(text),
});

/** Reads the MessageHeader of a notification; `undefined` when it is not one. */
export function readNotificationIds(header: unknown): NotificationIds | undefined {
  const parsed = HeaderSchema.safeParse(header);
  if (!parsed.success) return undefined;
  const { POIID, SaleID, ServiceID, DeviceID } = parsed.data;
  const readPOIID = idIn(POIID, parsePOIID);
  const readSaleID = idIn(SaleID, parseSaleID);
  const readServiceID = idIn(ServiceID, parseServiceID);
  const oddIds = omitUndefined({ POIID: readPOIID.odd, SaleID: readSaleID.odd, ServiceID: readServiceID.odd });
  return omitUndefined({
    POIID: readPOIID.id,
    SaleID: readSaleID.id,
    ServiceID: readServiceID.id,
    DeviceID,
    oddIds: Object.keys(oddIds).length > 0 ? oddIds : undefined,
  });
}

function idIn<Id>(
  wireId: string | undefined,
  parse: (value: unknown) => Id,
): { readonly id?: Id; readonly odd?: string } {
  if (wireId === undefined) return {};
  try {
    return { id: parse(wireId) };
  } catch {
    return { odd: wireId };
  }
}

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
  return omitUndefined({
    kind: 'event',
    event: EventToNotify,
    timeStamp: TimeStamp,
    details: EventDetails,
    rejectedMessage: RejectedMessage,
  });
}

/** Of several outputs, which display one event on several screens, the first that names it counts. */
function readDisplay(body: unknown): DisplayNotification | undefined {
  if (!isObject(body)) return undefined;
  const outputs: unknown[] = [body['DisplayOutput']].flat();
  // Some terminals put the ReferenceID directly into the DisplayRequest (reference 8.2).
  const places = [...outputs.map(referenceIdOf), body['ReferenceID']];
  return places.map(readReference).find((notification) => notification !== undefined);
}

function referenceIdOf(output: unknown): unknown {
  if (!isObject(output) || !isObject(output['OutputContent'])) return undefined;
  const content = output['OutputContent']['PredefinedContent'];
  return isObject(content) ? content['ReferenceID'] : undefined;
}

function readReference(referenceId: unknown): DisplayNotification | undefined {
  if (typeof referenceId !== 'string') return undefined;
  // Members come in any order and any case (reference 8.2).
  const members = readForm(referenceId).map(([key, value]) => [key.toLowerCase(), value] as const);
  const parsed = ReferenceSchema.safeParse(Object.fromEntries(members));
  if (!parsed.success) return undefined;
  const { event, result, transactionid, timestamp } = parsed.data;
  return omitUndefined({ kind: 'display', event, result, transactionId: transactionid, timeStamp: timestamp });
}
