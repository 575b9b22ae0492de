import type { z } from 'zod';
import { loginBody, LoginRequest, LogoutRequest } from '../categories/session/login.ts';
import { ReconciliationRequest } from '../categories/session/reconciliation.ts';
import { getTotalsBody, GetTotalsRequest, totalsOf } from '../categories/session/totals.ts';
import { readBody, type RequestHeader } from '../messages/request-reader.ts';
import { failed, malformed } from '../messages/responses.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';
import type { Periods } from './memory/periods.ts';

const CATEGORIES: readonly string[] = ['Login', 'Logout', 'GetTotals', 'Reconciliation'];

/** Whether a request is about who is logged in, and what was counted. */
export function isAboutSession(category: string): boolean {
  return CATEGORIES.includes(category);
}

/** Answers it (reference 6.2, 6.8); `periods` changes. */
export function respondToSession(
  header: RequestHeader,
  body: unknown,
  { periods, settings, nowMs }: { periods: Periods; settings: TerminalSettings; nowMs: number },
): WireObject {
  switch (header.MessageCategory) {
    case 'Login':
      return read(header, LoginRequest, body, ({ OperatorID, ShiftNumber, SaleTerminalData }) => {
        const given = { OperatorID, ShiftNumber, TotalsGroupID: SaleTerminalData?.TotalsGroupID };
        periods.login(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
        return loginBody(nowMs, settings);
      });
    case 'Logout':
      return read(header, LogoutRequest, body, () => {
        periods.logout();
        return { Response: { Result: 'Success' } };
      });
    case 'GetTotals':
      if (isLoggedOut(periods, settings)) return LOGGED_OUT;
      return read(header, GetTotalsRequest, body, (request) => getTotalsBody(periods.open, request));
    default:
      if (isLoggedOut(periods, settings)) return LOGGED_OUT;
      return read(header, ReconciliationRequest, body, (request) => reconcile(request, periods));
  }
}

/** Only SaleReconciliation closes the period; what the two with an acquirer do besides is between terminal and platform. */
function reconcile(
  { ReconciliationType, POIReconciliationID }: z.infer<typeof ReconciliationRequest>,
  periods: Periods,
): WireObject {
  if (ReconciliationType === 'PreviousReconciliation') {
    const found = periods.closed(POIReconciliationID);
    if (found === undefined) return { Response: failed('NotFound', { message: 'Unknown period' }), ReconciliationType };
    return answer(ReconciliationType, found.id, found.totals);
  }
  const period = ReconciliationType === 'SaleReconciliation' ? periods.close() : periods.open;
  return answer(ReconciliationType, period.id, totalsOf(period, []));
}

function answer(ReconciliationType: string, POIReconciliationID: string, TransactionTotals: unknown): WireObject {
  return { Response: { Result: 'Success' }, ReconciliationType, POIReconciliationID, TransactionTotals };
}

const LOGGED_OUT: WireObject = { Response: failed('LoggedOut', { message: 'Login required' }) };

function isLoggedOut({ isLoggedIn }: Periods, { totalsWithoutLogin }: TerminalSettings): boolean {
  return !isLoggedIn && totalsWithoutLogin === 'refused';
}

function read<T>(
  { MessageCategory }: RequestHeader,
  schema: z.ZodType<T>,
  body: unknown,
  respond: (request: T) => WireObject,
): WireObject {
  const request = readBody(schema, MessageCategory, body);
  return request.ok ? respond(request.value) : { Response: malformed(request.errors) };
}
