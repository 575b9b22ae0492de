import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { withRule } from '../../validation/input-rules.ts';
import { optionalOrUndefined, text } from '../../validation/wire-schemas.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';

/** A login sets what later requests of the till have by default: it proves no identity (reference 6.2). */
export interface LoginRequestInput {
  /** ISO 639, two small letters: the language of the staff's screens. */
  readonly operatorLanguage: string;
  readonly operatorId?: string;
  readonly shiftNumber?: string;
  /** 1 to 16 characters. */
  readonly totalsGroupId?: string;
  /** Payments are played and move no money. Default `false`. */
  readonly trainingMode?: boolean;
}

/** What a login adds by itself. */
export interface LoginContext {
  /** The time of the till, in epoch milliseconds. */
  readonly atMs: number;
  /** The application of the till. */
  readonly software: { readonly manufacturer: string; readonly name: string; readonly version: string };
}

const shortText = z.string('a text of 1 to 80 characters').min(1).max(80);

export const LoginRequestInputSchema = withRule(
  { code: 'ERR_INPUT_LOGIN' },
  z.strictObject({
    operatorLanguage: z.string('two small letters, for example en').regex(/^[a-z]{2}$/),
    operatorId: shortText.exactOptional(),
    shiftNumber: shortText.exactOptional(),
    totalsGroupId: z.string('a text of 1 to 16 characters').min(1).max(16).exactOptional(),
    trainingMode: z.boolean().exactOptional(),
  }) satisfies z.ZodType<LoginRequestInput>,
);

/**
 * Builds the body of a Login (reference 6.2).
 *
 * @throws {InputError} `ERR_INPUT_LOGIN`, `ERR_INPUT_REQUEST`
 */
export function loginRequest(input: LoginRequestInput, { atMs, software }: LoginContext) {
  const { operatorLanguage, operatorId, shiftNumber, totalsGroupId, trainingMode } = parseInput(
    LoginRequestInputSchema,
    input,
  );
  return omitUndefined({
    DateTime: new Date(atMs).toISOString(),
    OperatorLanguage: operatorLanguage,
    SaleSoftware: {
      ManufacturerID: software.manufacturer,
      ApplicationName: software.name,
      SoftwareVersion: software.version,
      // Required, and not read by terminals.
      CertificationCode: 'none',
    },
    OperatorID: operatorId,
    ShiftNumber: shiftNumber,
    SaleTerminalData: totalsGroupId === undefined ? undefined : { TotalsGroupID: totalsGroupId },
    TrainingModeFlag: trainingMode,
  });
}

/** Builds the body of a Logout (reference 6.2). */
export function logoutRequest() {
  return { MaintenanceAllowed: false } as const;
}

/** What a terminal answers to a Login. */
export interface Login extends RequestResult {
  /** The software of the terminal. */
  readonly software?: { readonly manufacturer?: string; readonly name?: string; readonly version?: string };
  /** The clock of the terminal, as it comes. */
  readonly dateTime?: string;
}

const LoginResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POISystemData: optionalOrUndefined(
    z.looseObject({
      DateTime: optionalOrUndefined(text),
      POISoftware: optionalOrUndefined(
        z.looseObject({
          ManufacturerID: optionalOrUndefined(text),
          ApplicationName: optionalOrUndefined(text),
          SoftwareVersion: optionalOrUndefined(text),
        }),
      ),
    }),
  ),
});

/** Reads a LoginResponse, or a LogoutResponse, which has the result alone (reference 6.2); `undefined` when the body is neither. */
export function readLogin(body: unknown): Login | undefined {
  const parsed = LoginResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POISystemData } = parsed.data;
  const software = POISystemData?.POISoftware;
  return omitUndefined({
    ...resultOf(Response),
    dateTime: POISystemData?.DateTime,
    software:
      software &&
      omitUndefined({
        manufacturer: software.ManufacturerID,
        name: software.ApplicationName,
        version: software.SoftwareVersion,
      }),
  });
}
