import { z } from 'zod';
import { readBody, type Read, type RequestHeader } from '../../messages/request-reader.ts';
import { bodyWith, failed } from '../../messages/responses.ts';
import { isObject, type WireObject } from '../../messages/wire-object.ts';
import type { TransactionFailure } from '../../platform/payment-verdict.ts';
import type { TerminalSettings } from '../../settings.ts';
import type { InputPlan } from '../../shopper-plan.ts';
import type { TransactionResult } from '../transaction-result.ts';
import { answerOf } from './input-answers.ts';
import { INPUT_COMMANDS, type InputDetails } from './input-details.ts';
import { screenError } from './input-screens.ts';
import { MenuEntries, menuLines } from './menu.ts';
import { DisplayOutput, linesOf } from './output-content.ts';

/** Reference 6.4. */
const InputRequest = z.object({
  DisplayOutput: DisplayOutput.extend({ MenuEntry: MenuEntries.optional() }),
  InputData: z.object({
    Device: z.string(),
    InfoQualify: z.string(),
    InputCommand: z.enum(INPUT_COMMANDS),
    MaxInputTime: z.int().positive().optional(),
    MinLength: z.int().min(0).optional(),
    MaxLength: z.int().min(0).optional(),
  }),
});

export function readInput(header: RequestHeader, body: unknown): Read<InputDetails> {
  const read = readBody(InputRequest, 'Input', body);
  if (!read.ok) return read;
  const { DisplayOutput: display, InputData } = read.value;
  const { InputCommand: command, MaxInputTime, MinLength, MaxLength } = InputData;
  const { OutputContent: content, MenuEntry: menu = [] } = display;
  const at = 'At SaleToPOIRequest.InputRequest.DisplayOutput, field';
  if (content.OutputFormat !== 'Text') return refused(`${at} OutputContent: Value not supported`);
  const choosesSeveral = command === 'GetMenuEntry' && (MinLength ?? MaxLength) !== undefined;
  const screen = content.PredefinedContent?.ReferenceID;
  const error = screenError({ command, screen, texts: linesOf(content).length, choosesSeveral });
  if (error !== undefined || screen === undefined) return refused(error ?? '');
  if (command === 'GetMenuEntry' && menu.length === 0) return refused(`${at} MenuEntry: Missing`);
  const isEntry = (entry: (typeof menu)[number]) =>
    entry.OutputFormat === 'Text' && (!choosesSeveral || entry.OutputText.length === 1);
  if (!menu.every(isEntry)) return refused("'MenuEntry': Value not supported");
  const maxMs = MaxInputTime === undefined ? undefined : MaxInputTime * 1000;
  const lines = [...linesOf(content), ...menuLines(menu)];
  return { ok: true, value: { header, command, screen, lines, entries: menu.length, maxMs } };
}

function refused(line: string): Read<InputDetails> {
  return { ok: false, errors: [line] };
}

/** The person answered (reference 6.4). */
export function inputResult(details: InputDetails, plan: InputPlan, settings: TerminalSettings): TransactionResult {
  const { answer, drawing } = answerOf(details, { ...settings.input, ...plan });
  const AdditionalResponse = drawing === undefined ? {} : { AdditionalResponse: drawing };
  return { body: bodyOf(details, { Result: 'Success', ...AdditionalResponse }, answer) };
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
