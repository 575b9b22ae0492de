import { z } from 'zod';
import { DisplayOutput, linesOf, OutputContent } from '../messages/device-output.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { bodyWith, failed } from '../messages/responses.ts';
import { isObject, type WireObject } from '../messages/wire-object.ts';
import type { TransactionFailure } from '../platform/payment-verdict.ts';
import type { TerminalSettings } from '../settings.ts';
import type { InputPlan } from '../shopper-plan.ts';
import type { TransactionResult } from './transaction-result.ts';

/** Reference 6.4. Of the commands, these are simulated. */
const InputRequest = z.object({
  DisplayOutput: DisplayOutput.extend({ MenuEntry: z.array(OutputContent).min(1).optional() }).optional(),
  InputData: z.object({
    Device: z.string(),
    InfoQualify: z.string(),
    InputCommand: z.enum(['GetConfirmation', 'TextString', 'DigitString', 'DecimalString', 'GetMenuEntry']),
    MaxInputTime: z.int().positive().optional(),
  }),
});

/** A question to the person at the terminal, as read from the request. */
export interface InputDetails {
  readonly header: RequestHeader;
  readonly command: z.infer<typeof InputRequest>['InputData']['InputCommand'];
  readonly lines: readonly string[];
  /** How many entries the menu has. */
  readonly entries: number;
  readonly maxMs: number | undefined;
}

export function readInput(header: RequestHeader, body: unknown): Read<InputDetails> {
  const read = readBody(InputRequest, 'Input', body);
  if (!read.ok) return read;
  const { DisplayOutput: display, InputData } = read.value;
  const { InputCommand: command, MaxInputTime } = InputData;
  const menu = display?.MenuEntry ?? [];
  if (command === 'GetMenuEntry' && menu.length === 0) {
    return { ok: false, errors: ['At SaleToPOIRequest.InputRequest.DisplayOutput, field MenuEntry: Missing'] };
  }
  const lines = display === undefined ? [] : [display.OutputContent, ...menu].flatMap(linesOf);
  const maxMs = MaxInputTime === undefined ? undefined : MaxInputTime * 1000;
  return { ok: true, value: { header, command, lines, entries: menu.length, maxMs } };
}

/** The person answered (reference 6.4). */
export function inputResult(details: InputDetails, plan: InputPlan, settings: TerminalSettings): TransactionResult {
  const answer = { ...settings.input, ...plan };
  return { body: bodyOf(details, { Result: 'Success' }, answerOf(details, answer)) };
}

/** The Input ended without an answer. */
export function failedInputResult(
  details: InputDetails,
  { ErrorCondition, message }: TransactionFailure,
): TransactionResult {
  return { body: bodyOf(details, failed(ErrorCondition, { message }), {}) };
}

function bodyOf({ command }: InputDetails, Response: WireObject, answer: WireObject): WireObject {
  const body = bodyWith('Input', Response);
  const InputResult = isObject(body['InputResult']) ? body['InputResult'] : {};
  return { ...body, InputResult: { ...InputResult, Input: { InputCommand: command, ...answer } } };
}

function answerOf({ command, entries }: InputDetails, plan: InputPlan): WireObject {
  switch (command) {
    case 'GetConfirmation':
      return { ConfirmedFlag: plan.confirmed };
    case 'TextString':
      return { TextInput: plan.text };
    case 'DigitString':
      return { DigitInput: plan.digits };
    case 'DecimalString':
      return { DigitInput: plan.decimal };
    case 'GetMenuEntry':
      // A flag for each entry, as was recorded.
      return { MenuEntryNumber: Array.from({ length: entries }, (_, index) => Number(plan.chosen?.includes(index))) };
    default:
      return command satisfies never;
  }
}
