import type { Dialogue } from '../core/dialogue.ts';
import { additionalResponse } from '../messages/text-encoding.ts';
import { names, type TerminalMemory, type Wanted } from '../core/terminal-memory.ts';
import { failed, isObject, responseHeader, type WireObject } from '../messages/responses.ts';
import type {
  DiagnosisRequest,
  MessageReference,
  RequestHeader,
  TransactionStatusRequest,
} from '../messages/request-reader.ts';
import type { TerminalSettings } from '../settings.ts';
import type { z } from 'zod';

/**
 * Which earlier request a MessageReference means: what it leaves out is the header's (reference 5.2, 5.3).
 *
 * @returns `undefined` when it means one of another terminal
 */
export function meantBy(reference: MessageReference, header: RequestHeader): Wanted | undefined {
  const { MessageCategory, ServiceID, SaleID = header.SaleID, POIID = header.POIID } = reference;
  return POIID === header.POIID ? { MessageCategory, ServiceID, SaleID } : undefined;
}

/** The TransactionStatusResponse (reference 5.3). */
export function statusBody(
  header: RequestHeader,
  request: z.infer<typeof TransactionStatusRequest>,
  terminal: { dialogue: Dialogue | undefined; memory: TerminalMemory; nowMs: number; settings: TerminalSettings },
): WireObject {
  const { dialogue, memory, nowMs, settings } = terminal;
  // Without a reference it is about the current or the last transaction.
  const wanted = request.MessageReference === undefined ? {} : meantBy(request.MessageReference, header);

  if (dialogue !== undefined && wanted !== undefined && names(wanted, dialogue.header)) {
    return {
      Response: failed('InProgress', { message: 'Transaction in progress' }),
      MessageReference: referenceTo(dialogue.header),
    };
  }
  const found = wanted === undefined ? undefined : memory.find(wanted, nowMs, settings.memoryMs);
  if (found === undefined) return { Response: failed('NotFound', { message: 'Did not find requested message' }) };
  return {
    Response: { Result: 'Success' },
    MessageReference: referenceTo(found.header),
    RepeatedMessageResponse: {
      ...(settings.statusRepeatsHeader && { MessageHeader: responseHeader(found.header) }),
      RepeatedResponseMessageBody: {
        [`${found.header.MessageCategory}Response`]: withReceipts(found.body, request),
      },
    },
  };
}

function referenceTo({ MessageCategory, SaleID, ServiceID }: RequestHeader): WireObject {
  return { MessageCategory, SaleID, ServiceID };
}

/** Receipts come again only when asked for, and only those asked for. */
function withReceipts(body: WireObject, request: z.infer<typeof TransactionStatusRequest>): WireObject {
  const { PaymentReceipt, ...rest } = body;
  if (request.ReceiptReprintFlag !== true || !Array.isArray(PaymentReceipt)) return rest;
  const { DocumentQualifier: wanted } = request;
  const receipts: unknown[] = PaymentReceipt;
  return {
    ...rest,
    PaymentReceipt: receipts.filter(
      (receipt) => wanted === undefined || (isObject(receipt) && wanted.includes(String(receipt['DocumentQualifier']))),
    ),
  };
}

/** The DiagnosisResponse of a healthy terminal (reference 6.1). */
export function diagnosisBody(
  { SaleID }: RequestHeader,
  { HostDiagnosisFlag }: z.infer<typeof DiagnosisRequest>,
  { busy, settings }: { busy: boolean; settings: TerminalSettings },
): WireObject {
  return {
    Response: {
      Result: 'Success',
      AdditionalResponse: additionalResponse({ batteryLevel: '81%', unconfirmedBatchCount: '0' }, 'form'),
    },
    LoggedSaleID: [SaleID],
    POIStatus: {
      GlobalStatus: busy ? 'Busy' : settings.globalStatus,
      SecurityOKFlag: true,
      PEDOKFlag: true,
      CardReaderOKFlag: true,
      ...(settings.hasPrinter && { PrinterStatus: 'OK' }),
      CommunicationOKFlag: true,
      FraudPreventionFlag: false,
    },
    ...(HostDiagnosisFlag === true && { HostStatus: [{ AcquirerID: 'TenderlineSimulator', IsReachableFlag: true }] }),
  };
}
