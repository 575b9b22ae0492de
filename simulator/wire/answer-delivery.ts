import { paymentResult } from '../categories/payment/payment-result.ts';
import { payerOf } from '../categories/payment/play-payment.ts';
import { readPayment } from '../categories/payment/read-payment.ts';
import { takenWhole } from '../platform/payment-verdict.ts';
import { duplicateBody } from '../core/refusals.ts';
import { isDeliveryFault, isMessageFault } from '../faults/fault-stages.ts';
import type { DeliveryFault, Fault, InsteadFault, MessageFault } from '../faults/faults.ts';
import { bodyIn, type RequestHeader } from '../messages/request-reader.ts';
import { answerTo, rejectEvent, responseHeader, type Reply } from '../messages/responses.ts';
import type { WireObject } from '../messages/wire-object.ts';
import { tenderReference } from '../primitives/identifiers.ts';
import { JSON_TYPE, respond, respondJson, type Delivery, type HttpAnswer } from './delivery.ts';
import { badJson, cryptoError, errors, missingWrapper, noKey } from './http-rejections.ts';
import { writeJson } from './json-style.ts';
import { encodeMessage, type EncodingOptions } from './message-encoder.ts';
import { foreignKey } from './protection.ts';
import { flipped, tampered, timedOut, withHeader } from './tampering.ts';

/** The request that is answered, and what its answer depends on. */
export interface AnswerContext extends EncodingOptions {
  readonly header: RequestHeader;
  readonly message: unknown;
  readonly nowMs: number;
  /** The previous answer of the terminal, as it was on the wire. */
  readonly previous: WireObject | undefined;
}

const EMPTY = respond(200, {}, '');

/**
 * Delivers a reply, changed by the fault.
 *
 * @param encoded the message of the reply as it is on the wire without a fault
 */
export function deliverReply(
  reply: Reply,
  encoded: WireObject | undefined,
  fault: Fault | undefined,
  context: AnswerContext,
): Delivery {
  const answer = httpAnswer(reply, encoded, fault !== undefined && isMessageFault(fault) ? fault : undefined, context);
  return fault !== undefined && isDeliveryFault(fault) ? faultyDelivery(answer, fault) : answer;
}

function httpAnswer(
  reply: Reply,
  encoded: WireObject | undefined,
  fault: MessageFault | undefined,
  context: AnswerContext,
): HttpAnswer {
  switch (reply.kind) {
    case 'errors':
      return errors(reply.errors);
    case 'empty':
      return EMPTY;
    case 'message': {
      const message = fault === undefined ? encoded : faultyMessage(reply.message, fault, context);
      return message === undefined ? EMPTY : respond(200, JSON_TYPE, writeJson(message, context.settings));
    }
    default:
      return reply satisfies never;
  }
}

function faultyDelivery(answer: HttpAnswer, fault: DeliveryFault): Delivery {
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
      return statusAnswer(fault);
    default:
      return fault satisfies never;
  }
}

/** Encodes the message as the fault changes it; `undefined`: nothing is sent. */
function faultyMessage(message: WireObject, fault: MessageFault, context: AnswerContext): WireObject | undefined {
  const { header, previous } = context;
  switch (fault.kind) {
    case 'wrongServiceID':
      return encodeMessage(withHeader(message, { ServiceID: flipped(header.ServiceID) }), context);
    case 'wrongSaleID':
      return encodeMessage(withHeader(message, { SaleID: flipped(header.SaleID) }), context);
    case 'wrongPOIID':
      return encodeMessage(withHeader(message, { POIID: flipped(header.POIID) }), context);
    case 'wrongCategory': {
      const MessageCategory = header.MessageCategory === 'Payment' ? 'Reversal' : 'Payment';
      return encodeMessage(withHeader(message, { MessageCategory }), context);
    }
    case 'headerMismatch':
      return encodeMessage(message, context, { ...responseHeader(header), SaleID: flipped(header.SaleID) });
    case 'unknownKey':
      return encodeMessage(message, { ...context, key: foreignKey(context.random) });
    case 'clearText':
      return encodeMessage(message, { ...context, key: undefined });
    case 'corruptHmac':
    case 'flipBlob':
    case 'flipPadding':
      return tampered(encodeMessage(message, context), fault.kind);
    case 'timeOutAnswer':
      return encodeMessage(timedOut(message, fault.listed === true), context);
    case 'replayPrevious':
      return previous !== undefined && fault.relabelled === true
        ? withHeader(previous, { ...responseHeader(header) })
        : previous;
    default:
      return fault satisfies never;
  }
}

/** The delivery of a fault that takes the place of the processing. */
export function deliverInstead(fault: InsteadFault, context: AnswerContext): Delivery {
  switch (fault.kind) {
    case 'loseRequest':
      return { kind: 'reset' };
    case 'httpStatus':
      return statusAnswer(fault);
    case 'badJson':
      return badJson();
    case 'missingWrapper':
      return missingWrapper();
    case 'noKey':
      return noKey(context.header, { wrapped: fault.wrapped === true });
    case 'cryptoError':
      return cryptoError();
    case 'reject':
      return respondJson(200, rejectEvent(context.header, fault.text ?? 'Crypto error', context.nowMs));
    case 'forgedApproval':
      return respondJson(200, forgedApproval(context));
    case 'redirect':
      return respond(302, { Location: fault.location ?? '/nexo/elsewhere' }, '');
    case 'duplicateServiceID': {
      const { message } = answerTo(context.header, duplicateBody(context.header.MessageCategory));
      return respond(200, JSON_TYPE, writeJson(encodeMessage(message, context), context.settings));
    }
    default:
      return fault satisfies never;
  }
}

function statusAnswer({ status, text }: { status: number; text?: string | undefined }): Delivery {
  return respond(
    status,
    { 'Content-Type': 'text/plain' },
    text ?? (status === 503 ? 'Service Unavailable' : 'Internal Server Error'),
  );
}

function forgedApproval({ header, message, nowMs, random, settings }: AnswerContext): WireObject {
  const payment = readPayment(header, bodyIn(message, 'Payment'), settings);
  if (!payment.ok) return answerTo(header, { Response: { Result: 'Success' } }).message;
  const verdict = { kind: 'approved', taken: takenWhole(payment.value.requested) } as const;
  // The ledger entry is discarded: nothing was charged.
  const { body } = paymentResult(
    payment.value,
    verdict,
    tenderReference(nowMs, random),
    { nowMs, random, unconfirmed: 0 },
    payerOf(payment.value, { does: 'presentsCard' }),
  );
  return answerTo(header, body).message;
}
