import type { RingKey } from '../../crypto/key-ring.ts';
import {
  JSON_TYPE,
  respond,
  respondJson,
  withUnknownMembers,
  writeJson,
  type Delivery,
  type HttpAnswer,
} from './delivery.ts';
import {
  isDeliveryFault,
  isMessageFault,
  type DeliveryFault,
  type Fault,
  type InsteadFault,
  type MessageFault,
} from '../faults/faults.ts';
import { answerTo, isObject, rejectEvent, responseHeader, type Reply, type WireObject } from '../messages/responses.ts';
import { endPayment, readPayment } from '../categories/payment.ts';
import { sealMessage, strangerKey } from './protection.ts';
import { tenderReference, type RandomBytes } from '../primitives/identifiers.ts';
import { duplicateBody } from '../core/refusals.ts';
import { badJson, cryptoError, errors, missingWrapper, noKey } from './http-rejections.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import type { TerminalSettings } from '../settings.ts';
import { flipped, tampered, withHeader } from './tampering.ts';

/** The request that is answered, and what an answer is made with. */
export interface Answering {
  readonly header: RequestHeader;
  readonly message: unknown;
  /** The key the request came under; `undefined` when it came in the clear. */
  readonly key: RingKey | undefined;
  readonly settings: TerminalSettings;
  readonly random: RandomBytes;
  readonly nowMs: number;
  /** The answer that went out before this one, as it stood on the wire. */
  readonly previous: WireObject | undefined;
}

const EMPTY = respond(200, {}, '');

/** A message as it stands on the wire: sealed when there is a key for it, which an answer has when its request had. */
export function onTheWire(
  message: WireObject,
  { key, settings, random }: Pick<Answering, 'key' | 'settings' | 'random'>,
  clearHeader?: WireObject,
): WireObject {
  const styled = settings.unknownMembers ? withUnknownMembers(message) : message;
  if (key === undefined) return styled;
  const [wrapper = '', envelope] = Object.entries(styled)[0] ?? [];
  const header = clearHeader ?? (isObject(envelope) ? envelope['MessageHeader'] : undefined);
  const sealed = sealMessage(wrapper, header, writeJson(styled, settings), key, random);
  return settings.unknownMembers ? withUnknownMembers(sealed) : sealed;
}

/** The answer of the terminal as it goes out, with what a fault makes of it. */
export function answered(reply: Reply, fault: Fault | undefined, to: Answering): Delivery {
  const answer = httpAnswer(reply, fault !== undefined && isMessageFault(fault) ? fault : undefined, to);
  return fault !== undefined && isDeliveryFault(fault) ? delivered(answer, fault) : answer;
}

function httpAnswer(reply: Reply, fault: MessageFault | undefined, to: Answering): HttpAnswer {
  switch (reply.kind) {
    case 'errors':
      return errors(reply.errors);
    case 'empty':
      return EMPTY;
    case 'message': {
      const message = fault === undefined ? onTheWire(reply.message, to) : changed(reply.message, fault, to);
      return message === undefined ? EMPTY : respond(200, JSON_TYPE, writeJson(message, to.settings));
    }
    default:
      return reply satisfies never;
  }
}

function delivered(answer: HttpAnswer, fault: DeliveryFault): Delivery {
  switch (fault.kind) {
    case 'dropAfterRead':
      return { kind: 'reset' };
    case 'stall':
      return fault.delayMs === undefined ? { kind: 'silence' } : { ...answer, delayMs: fault.delayMs };
    case 'truncateBody':
      return { ...answer, cutAtByte: fault.bytes };
    case 'slowBody':
      return { ...answer, pieces: { bytes: fault.chunkBytes, everyMs: fault.everyMs } };
    case 'emptyBody':
      return EMPTY;
    case 'notJson':
      return respond(200, { 'Content-Type': 'text/html' }, '<html><body>It works!</body></html>');
    case 'hugeBody':
      return respondJson(200, { SaleToPOIResponse: { Filler: 'x'.repeat(fault.bytes) } });
    case 'httpStatus':
      return failing(fault);
    default:
      return fault satisfies never;
  }
}

/** The message as a fault puts it on the wire; `undefined` when there is none. */
function changed(message: WireObject, fault: MessageFault, to: Answering): WireObject | undefined {
  const { header, previous } = to;
  switch (fault.kind) {
    case 'wrongServiceID':
      return onTheWire(withHeader(message, { ServiceID: flipped(header.ServiceID) }), to);
    case 'wrongSaleID':
      return onTheWire(withHeader(message, { SaleID: flipped(header.SaleID) }), to);
    case 'wrongPOIID':
      return onTheWire(withHeader(message, { POIID: flipped(header.POIID) }), to);
    case 'wrongCategory': {
      const MessageCategory = header.MessageCategory === 'Payment' ? 'Reversal' : 'Payment';
      return onTheWire(withHeader(message, { MessageCategory }), to);
    }
    case 'headerMismatch':
      return onTheWire(message, to, { ...responseHeader(header), SaleID: flipped(header.SaleID) });
    case 'unknownKey':
      return onTheWire(message, { ...to, key: strangerKey(to.random) });
    case 'clearText':
      return onTheWire(message, { ...to, key: undefined });
    case 'corruptHmac':
    case 'flipBlob':
    case 'flipPadding':
      return tampered(onTheWire(message, to), fault.kind);
    case 'replayPrevious':
      return previous !== undefined && fault.relabelled === true
        ? withHeader(previous, { ...responseHeader(header) })
        : previous;
    default:
      return fault satisfies never;
  }
}

/** What goes out in place of any processing. */
export function insteadOfProcessing(fault: InsteadFault, to: Answering): Delivery {
  switch (fault.kind) {
    case 'loseRequest':
      return { kind: 'reset' };
    case 'httpStatus':
      return failing(fault);
    case 'badJson':
      return badJson();
    case 'missingWrapper':
      return missingWrapper();
    case 'noKey':
      return noKey(to.header, { wrapped: fault.wrapped === true });
    case 'cryptoError':
      return cryptoError();
    case 'reject':
      return respondJson(200, rejectEvent(to.header, fault.text ?? 'Crypto error', to.nowMs));
    case 'forgedApproval':
      return respondJson(200, forgedApproval(to));
    case 'redirect':
      return respond(302, { Location: fault.location ?? '/nexo/elsewhere' }, '');
    case 'duplicateServiceID':
      return respond(
        200,
        JSON_TYPE,
        writeJson(onTheWire(answerTo(to.header, duplicateBody(to.header.MessageCategory)).message, to), to.settings),
      );
    default:
      return fault satisfies never;
  }
}

function failing({ status, text }: { status: number; text?: string }): Delivery {
  return respond(
    status,
    { 'Content-Type': 'text/plain' },
    text ?? (status === 503 ? 'Service Unavailable' : 'Internal Server Error'),
  );
}

function forgedApproval({ header, message, nowMs, random }: Answering): WireObject {
  const envelope = isObject(message) && isObject(message['SaleToPOIRequest']) ? message['SaleToPOIRequest'] : {};
  const payment = readPayment(header, envelope['PaymentRequest']);
  if (!payment.ok) return answerTo(header, { Response: { Result: 'Success' } }).message;
  const verdict = { kind: 'approved', authorised: payment.value.asked, tip: 0 } as const;
  // Its ledger entry is thrown away: nothing happened.
  const { body } = endPayment(payment.value, verdict, tenderReference(nowMs, random), { nowMs, random });
  return answerTo(header, body).message;
}
