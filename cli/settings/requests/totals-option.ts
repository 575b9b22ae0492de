import type { Terminal } from '../../../index.ts';
import { givenMembers } from './given-members.ts';

type Request = NonNullable<Parameters<Terminal['totals']>[0]>;

/** Options that break totals down, and filter them. */
export interface TotalsFlags {
  readonly by?: NonNullable<Request['totalDetails']>;
  readonly operatorId?: string;
  readonly shiftNumber?: string;
  readonly totalsGroupId?: string;
}

/** Which totals to ask for, as the library takes it. */
export function readTotalsRequest(flags: TotalsFlags): Request {
  const totalFilter = givenMembers(flags, ['operatorId', 'shiftNumber', 'totalsGroupId']);
  return {
    ...(flags.by !== undefined && { totalDetails: flags.by }),
    ...(Object.keys(totalFilter).length > 0 && { totalFilter }),
  };
}
