import { z } from 'zod';
import type { RequestHeader } from '../messages/request-reader.ts';
import { additionalResponse } from '../messages/text-encoding.ts';
import type { TerminalSettings } from '../settings.ts';
import type { ImmediateResponse } from './immediate-response.ts';

/** Reference 6.1. */
export const DiagnosisRequest = z.object({ HostDiagnosisFlag: z.boolean().optional() });

/** The diagnosis of the terminal, as its settings say (reference 6.1). */
export function diagnosisResponse(
  { SaleID }: RequestHeader,
  { HostDiagnosisFlag }: z.infer<typeof DiagnosisRequest>,
  { isBusy, settings }: { isBusy: boolean; settings: TerminalSettings },
): ImmediateResponse {
  return {
    body: {
      Response: {
        Result: 'Success',
        AdditionalResponse: additionalResponse(
          {
            batteryLevel: `${settings.batteryPercent}%`,
            unconfirmedBatchCount: String(settings.unconfirmedPayments),
          },
          'form',
        ),
      },
      LoggedSaleID: [SaleID],
      POIStatus: {
        GlobalStatus: isBusy ? 'Busy' : settings.globalStatus,
        SecurityOKFlag: true,
        PEDOKFlag: true,
        CardReaderOKFlag: true,
        ...(settings.hasPrinter && { PrinterStatus: settings.printerStatus }),
        CommunicationOKFlag: true,
        FraudPreventionFlag: false,
      },
      ...(HostDiagnosisFlag === true && {
        HostStatus: [{ AcquirerID: 'TenderlineSimulator', IsReachableFlag: settings.hostReachable }],
      }),
    },
  };
}
