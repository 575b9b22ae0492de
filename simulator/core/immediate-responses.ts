import type { z } from 'zod';
import { diagnosisResponse, DiagnosisRequest } from '../categories/diagnosis.ts';
import { DisplayRequest, displayResponse, isWithoutList } from '../categories/device/display.ts';
import { EnableServiceRequest, enableServiceResponse } from '../categories/device/enable-service.ts';
import type { ImmediateResponse } from '../categories/immediate-response.ts';
import { PrintRequest, printResponse } from '../categories/device/print.ts';
import type { HeldCard } from '../categories/transaction-result.ts';
import {
  transactionStatusResponse,
  TransactionStatusRequest,
  type KnownTransactions,
} from '../categories/transaction-status.ts';
import { readBody, type RequestHeader } from '../messages/request-reader.ts';
import { bodyWith, failed, malformed, notSimulated } from '../messages/responses.ts';
import type { Pairs } from '../messages/text-encoding.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';
import type { MoneyRecords } from './memory/money-records.ts';
import { isAboutSession, respondToSession } from './session-requests.ts';

/** The state of the terminal that immediate responses depend on. */
export interface TerminalState extends KnownTransactions {
  readonly held: HeldCard | undefined;
  /** An EnableService lets a card be presented before it is asked for. */
  readonly isStarted: boolean;
  /** Why it takes no new transaction: the pairs of a Busy answer. */
  readonly busy: Pairs | undefined;
  readonly settings: TerminalSettings;
  readonly nowMs: number;
  readonly records: MoneyRecords;
}

/** Answers a request that starts no dialogue. */
export function respondImmediately(header: RequestHeader, body: unknown, state: TerminalState): ImmediateResponse {
  const { settings, busy } = state;
  switch (header.MessageCategory) {
    case 'TransactionStatus':
      return withBody(header, TransactionStatusRequest, body, (request) =>
        transactionStatusResponse(header, request, state, settings),
      );
    case 'Diagnosis':
      return withBody(header, DiagnosisRequest, body, (request) =>
        busy !== undefined && settings.diagnosisWhileBusy === 'busy'
          ? failure(header, failed('Busy', busy))
          : diagnosisResponse(header, request, { isBusy: busy !== undefined, settings, unsent: state.records.unsent }),
      );
    case 'Display':
      if (busy === undefined && isWithoutList(body)) return { body: {} };
      return withBody(header, DisplayRequest, body, displayResponse, busy);
    case 'Print':
      return withBody(header, PrintRequest, body, (request) => printResponse(request, settings), busy);
    case 'EnableService':
      return withBody(
        header,
        EnableServiceRequest,
        body,
        (request) => enableServiceResponse(request, { isOpen: state.isStarted || state.held !== undefined }),
        busy,
      );
    default:
      if (busy === undefined && isAboutSession(header.MessageCategory)) {
        return { body: respondToSession(header, body, { ...state, periods: state.records.periods }) };
      }
      return failure(header, busy === undefined ? notSimulated(header.MessageCategory) : failed('Busy', busy));
  }
}

/** Reads the body and answers; a busy terminal answers Busy before it reads. */
function withBody<T>(
  header: RequestHeader,
  schema: z.ZodType<T>,
  body: unknown,
  answer: (request: T) => ImmediateResponse,
  busy?: Pairs,
): ImmediateResponse {
  if (busy !== undefined) return failure(header, failed('Busy', busy));
  const request = readBody(schema, header.MessageCategory, body);
  return request.ok ? answer(request.value) : failure(header, malformed(request.errors));
}

function failure({ MessageCategory }: RequestHeader, Response: WireObject): ImmediateResponse {
  return { body: bodyWith(MessageCategory, Response) };
}
