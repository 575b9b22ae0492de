import { z } from 'zod';
import type { RequestHeader } from '../messages/request-reader.ts';
import { additionalResponse } from '../messages/text-encoding.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';
import type { ImmediateResponse } from './immediate-response.ts';

/** Reference 6.1. */
export const DiagnosisRequest = z.object({ HostDiagnosisFlag: z.boolean().optional() });

/** The diagnosis of the terminal, as its settings say (reference 6.1). */
export function diagnosisResponse(
  { SaleID }: RequestHeader,
  { HostDiagnosisFlag }: z.infer<typeof DiagnosisRequest>,
  { isBusy, settings, unsent }: { isBusy: boolean; settings: TerminalSettings; unsent: number },
): ImmediateResponse {
  return {
    // What was kept is sent, and is counted for the last time (reference 6.1).
    uploads: HostDiagnosisFlag === true && settings.hostReachable && !isBusy,
    body: {
      Response: {
        Result: 'Success',
        AdditionalResponse: additionalResponse(
          {
            batteryLevel: `${settings.batteryPercent}%`,
            unconfirmedBatchCount: String(settings.unconfirmedPayments + unsent),
          },
          'form',
        ),
      },
      LoggedSaleID: [SaleID],
      POIStatus: poiStatus(isBusy, settings),
      ...(HostDiagnosisFlag === true && {
        HostStatus: [{ AcquirerID: 'TenderlineSimulator', IsReachableFlag: settings.hostReachable }],
      }),
    },
  };
}

/** Hardware that is not there has no member. */
export function poiStatus(isBusy: boolean, settings: TerminalSettings): WireObject {
  return {
    GlobalStatus: isBusy ? 'Busy' : settings.globalStatus,
    SecurityOKFlag: true,
    PEDOKFlag: true,
    CardReaderOKFlag: true,
    ...(settings.hasPrinter && { PrinterStatus: settings.printerStatus }),
    CommunicationOKFlag: true,
    FraudPreventionFlag: false,
  };
}
