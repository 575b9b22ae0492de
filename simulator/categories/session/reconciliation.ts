import { z } from 'zod';

/** Reference 6.8. A period's number may be text or a number. */
export const ReconciliationRequest = z.object({
  ReconciliationType: z.enum([
    'SaleReconciliation',
    'PreviousReconciliation',
    'AcquirerReconciliation',
    'AcquirerSynchronisation',
  ]),
  POIReconciliationID: z.union([z.string(), z.number().transform(String)]).optional(),
});
