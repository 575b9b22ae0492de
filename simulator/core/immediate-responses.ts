import { DisplayRequest, EnableServiceRequest, linesOf, PrintRequest } from '../messages/device-output.ts';
import { diagnosisBody, statusBody } from '../categories/transaction-status.ts';
import type { Dialogue } from './dialogue.ts';
import type { HeldCard } from '../categories/transaction-result.ts';
import type { Pairs } from '../messages/text-encoding.ts';
import type { TerminalMemory } from './terminal-memory.ts';
import { bodyWith, failed, malformed, type WireObject } from '../messages/responses.ts';
import {
  DiagnosisRequest,
  readBody,
  TransactionStatusRequest,
  type RequestHeader,
} from '../messages/request-reader.ts';
import type { TerminalSettings } from '../settings.ts';
import type { TerminalEffect } from './terminal.types.ts';
import type { z } from 'zod';

/** The terminal as it is at this moment. */
export interface TerminalNow {
  readonly dialogue: Dialogue | undefined;
  readonly held: HeldCard | undefined;
  /** Why it takes nothing new: the pairs of a Busy answer. */
  readonly busy: Pairs | undefined;
  readonly memory: TerminalMemory;
  readonly settings: TerminalSettings;
  readonly nowMs: number;
}

/** An answer that needs no waiting. */
export interface AtOnce {
  readonly body: WireObject;
  readonly effects?: readonly TerminalEffect[];
  /** The card in the terminal is let go. */
  readonly releasesCard?: boolean;
}

/** Answers what starts no dialogue. */
export function answerAtOnce(header: RequestHeader, body: unknown, now: TerminalNow): AtOnce {
  const { settings, busy } = now;
  switch (header.MessageCategory) {
    case 'TransactionStatus':
      return withBody(header, TransactionStatusRequest, body, (request) => ({
        body: statusBody(header, request, now),
      }));
    case 'Diagnosis':
      return withBody(header, DiagnosisRequest, body, (request) =>
        busy !== undefined && settings.diagnosisWhileBusy === 'busy'
          ? { body: bodyWith('Diagnosis', failed('Busy', busy)) }
          : { body: diagnosisBody(header, request, { busy: busy !== undefined, settings }) },
      );
    case 'Display':
      return withBody(
        header,
        DisplayRequest,
        body,
        ({ DisplayOutput }) => ({
          body: {
            OutputResult: DisplayOutput.map(({ Device, InfoQualify }) => ({ Device, InfoQualify, Response: SUCCESS })),
          },
          effects: DisplayOutput.map(({ OutputContent }) => ({ kind: 'displayed', lines: linesOf(OutputContent) })),
        }),
        busy,
      );
    case 'Print':
      return withBody(header, PrintRequest, body, (request) => print(request, settings), busy);
    case 'EnableService':
      return withBody(header, EnableServiceRequest, body, (request) => enableService(request, now), busy);
    default:
      return failure(header, busy === undefined ? notSimulated(header.MessageCategory) : failed('Busy', busy));
  }
}

const SUCCESS = { Result: 'Success' };

/** Reads the body, and answers Busy before anything else where `busy` says so. */
function withBody<T>(
  header: RequestHeader,
  schema: z.ZodType<T>,
  body: unknown,
  answer: (request: T) => AtOnce,
  busy?: Pairs,
): AtOnce {
  if (busy !== undefined) return failure(header, failed('Busy', busy));
  const request = readBody(schema, header.MessageCategory, body);
  return request.ok ? answer(request.value) : failure(header, malformed(request.errors));
}

function failure({ MessageCategory }: RequestHeader, Response: WireObject): AtOnce {
  return { body: bodyWith(MessageCategory, Response) };
}

function notSimulated(what: string): WireObject {
  return failed('UnavailableService', { message: `${what} is not simulated` });
}

function print({ PrintOutput }: z.infer<typeof PrintRequest>, { hasPrinter }: TerminalSettings): AtOnce {
  const { DocumentQualifier, OutputContent } = PrintOutput;
  if (!hasPrinter) {
    const Response = failed('UnavailableDevice', { message: 'The device has no printer.' });
    return { body: { DocumentQualifier, Response } };
  }
  return {
    body: { DocumentQualifier, Response: SUCCESS },
    effects: [{ kind: 'printed', lines: linesOf(OutputContent) }],
  };
}

/** Ends a card acquisition. What a terminal says when there is none is UNCONFIRMED. */
function enableService(
  { TransactionAction, DisplayOutput }: z.infer<typeof EnableServiceRequest>,
  now: TerminalNow,
): AtOnce {
  if (TransactionAction === 'StartTransaction') return { body: { Response: notSimulated(TransactionAction) } };
  if (now.held === undefined) {
    return { body: { Response: failed('NotAllowed', { message: 'There is no card acquisition to end' }) } };
  }
  const effects: readonly TerminalEffect[] =
    DisplayOutput === undefined ? [] : [{ kind: 'displayed', lines: linesOf(DisplayOutput.OutputContent) }];
  return { body: { Response: SUCCESS }, effects, releasesCard: true };
}
