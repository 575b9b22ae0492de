import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { flag, openEnum, optionalOrUndefined } from '../validation/wire-schemas.ts';
import { messageOf, readAdditionalResponse } from '../fields/additional-response.ts';
import { ResponseSchema } from './response.ts';

/**
 * Builds the body of a Diagnosis: is it the right terminal, with the right key, and in order? Moves no money (reference 6.1).
 *
 * @param options.host whether the terminal tries to reach the platform, and uploads what it has not confirmed yet
 */
export function diagnosisRequest(options: { host: boolean }) {
  return { HostDiagnosisFlag: options.host };
}

const hostStatus = z.looseObject({ IsReachableFlag: optionalOrUndefined(flag) }).catch({});

const DiagnosisResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIStatus: optionalOrUndefined(
    z.looseObject({
      GlobalStatus: optionalOrUndefined(openEnum(['OK', 'Busy', 'Maintenance', 'Unreachable'])),
      PrinterStatus: optionalOrUndefined(openEnum(['OK', 'PaperLow', 'NoPaper', 'PaperJam', 'OutOfOrder'])),
      CommunicationOKFlag: optionalOrUndefined(flag),
    }),
  ),
  HostStatus: optionalOrUndefined(z.preprocess((value) => [value].flat(), z.array(hostStatus))),
});

/** What a terminal reports about itself. Members that it does not report are absent. */
export interface Diagnosis {
  /** Whether the terminal itself is ready. It can be, and not reach the platform. */
  readonly ok: boolean;
  readonly globalStatus?: string;
  readonly printerStatus?: string;
  /** Whether the terminal has a connection (CommunicationOKFlag). It does not mean that the platform answers. */
  readonly communicationOk?: boolean;
  /** Whether all hosts of the payment platform are reached (HostStatus). Only reported when they were asked for. */
  readonly platformReached?: boolean;
  readonly errorCondition?: string;
  /** The terminal's explanation, for people and logs. */
  readonly message?: string;
  /** Everything of AdditionalResponse: batteryLevel, unconfirmedBatchCount (payments taken offline and not yet uploaded), ... */
  readonly details: Readonly<Record<string, string>>;
}

/** Reads a DiagnosisResponse; `undefined` when the body is not one. */
export function readDiagnosis(body: unknown): Diagnosis | undefined {
  const parsed = DiagnosisResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POIStatus, HostStatus } = parsed.data;
  const details = readAdditionalResponse(Response.AdditionalResponse);
  return omitUndefined({
    ok: Response.Result === 'Success' && (POIStatus?.GlobalStatus ?? 'OK') === 'OK',
    globalStatus: POIStatus?.GlobalStatus,
    printerStatus: POIStatus?.PrinterStatus,
    communicationOk: POIStatus?.CommunicationOKFlag,
    platformReached: areAllReached(HostStatus ?? []),
    errorCondition: Response.ErrorCondition,
    message: messageOf(details),
    details,
  });
}

function areAllReached(hosts: readonly { readonly IsReachableFlag?: boolean | undefined }[]): boolean | undefined {
  const reported = hosts.flatMap(({ IsReachableFlag }) => IsReachableFlag ?? []);
  return reported.length === 0 ? undefined : reported.every(Boolean);
}
