import { z } from 'zod';
import { isoTime, type WireObject } from '../../messages/wire-object.ts';
import type { TerminalSettings } from '../../settings.ts';
import { poiStatus } from '../diagnosis.ts';

/** Reference 6.2. */
export const LoginRequest = z.object({
  DateTime: z.string(),
  OperatorLanguage: z.string(),
  SaleSoftware: z.object({
    ManufacturerID: z.string(),
    ApplicationName: z.string(),
    SoftwareVersion: z.string(),
    CertificationCode: z.string(),
  }),
  OperatorID: z.string().optional(),
  ShiftNumber: z.string().optional(),
  SaleTerminalData: z.object({ TotalsGroupID: z.string().optional() }).optional(),
});

export const LogoutRequest = z.object({ MaintenanceAllowed: z.boolean().optional() });

/** The answer to a Login, which proves no identity. */
export function loginBody(nowMs: number, settings: TerminalSettings): WireObject {
  return {
    Response: { Result: 'Success' },
    POISystemData: {
      DateTime: isoTime(nowMs),
      POISoftware: {
        ManufacturerID: 'Tenderline',
        ApplicationName: 'Simulator',
        SoftwareVersion: '1',
        CertificationCode: 'none',
      },
      POIStatus: poiStatus(false, settings),
    },
  };
}
