import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { flag, openEnum, optionalOrUndefined } from '../validation/wire-schemas.ts';
import { readAdditionalResponse } from '../fields/additional-response.ts';
import { ResponseSchema } from './response.ts';

/** Builds the body of a Diagnosis: is it the right terminal, with the right key, and in order? Moves no money (reference 6.1). */
export function diagnosisRequest(options: { host: boolean }) {
  return { HostDiagnosisFlag: options.host };
}

const DiagnosisResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIStatus: optionalOrUndefined(
    z.looseObject({
      GlobalStatus: optionalOrUndefined(openEnum(['OK', 'Busy', 'Maintenance', 'Unreachable'])),
      PrinterStatus: optionalOrUndefined(openEnum(['OK', 'PaperLow', 'NoPaper', 'PaperJam', 'OutOfOrder'])),
      CommunicationOKFlag: optionalOrUndefined(flag),
    }),
  ),
});

/** What a terminal reports about itself. Members that it does not report are absent. */
export interface Diagnosis {
  readonly ok: boolean;
  readonly globalStatus?: string;
  readonly printerStatus?: string;
  /** Whether the terminal reaches the payment platform. */
  readonly communicationOk?: boolean;
  readonly errorCondition?: string;
  /** Everything of AdditionalResponse: batteryLevel, unconfirmedBatchCount (payments taken offline and not yet uploaded), ... */
  readonly details: Readonly<Record<string, string>>;
}

/** Reads a DiagnosisResponse; `undefined` when the body is not one. */
export function readDiagnosis(body: unknown): Diagnosis | undefined {
  const parsed = DiagnosisResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POIStatus } = parsed.data;
  return omitUndefined({
    ok: Response.Result === 'Success' && (POIStatus?.GlobalStatus ?? 'OK') === 'OK',
    globalStatus: POIStatus?.GlobalStatus,
    printerStatus: POIStatus?.PrinterStatus,
    communicationOk: POIStatus?.CommunicationOKFlag,
    errorCondition: Response.ErrorCondition,
    details: readAdditionalResponse(Response.AdditionalResponse),
  });
}
