import { InputRequest, linesOf } from '../messages/device-output.ts';
import type { Ended } from './transaction-result.ts';
import { bodyWith, failed, isObject, type WireObject } from '../messages/responses.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import type { InputPlan, TerminalSettings } from '../settings.ts';
import type { PaymentFailure } from '../platform/host-verdict.ts';

/** A question to the person at the terminal, as the terminal understood it. */
export interface InputFacts {
  readonly header: RequestHeader;
  readonly command: InputRequest['InputData']['InputCommand'];
  readonly lines: readonly string[];
  /** How many entries the menu has. */
  readonly entries: number;
  readonly maxMs: number | undefined;
}

export function readInput(header: RequestHeader, body: unknown): Read<InputFacts> {
  const read = readBody(InputRequest, 'Input', body);
  if (!read.ok) return read;
  const { DisplayOutput, InputData } = read.value;
  const { InputCommand: command, MaxInputTime } = InputData;
  const menu = DisplayOutput?.MenuEntry ?? [];
  if (command === 'GetMenuEntry' && menu.length === 0) {
    return { ok: false, errors: ['At SaleToPOIRequest.InputRequest.DisplayOutput, field MenuEntry: Missing'] };
  }
  const lines = DisplayOutput === undefined ? [] : [DisplayOutput.OutputContent, ...menu].flatMap(linesOf);
  const maxMs = MaxInputTime === undefined ? undefined : MaxInputTime * 1000;
  return { ok: true, value: { header, command, lines, entries: menu.length, maxMs } };
}

/** The person answered (reference 6.4). */
export function endInput(facts: InputFacts, plan: InputPlan, settings: TerminalSettings): Ended {
  const answer = { ...settings.input, ...plan };
  return { body: bodyOf(facts, { Result: 'Success' }, answerOf(facts, answer)) };
}

/** The person did not answer, or was not let. */
export function endInputEarly(facts: InputFacts, { ErrorCondition, message }: PaymentFailure): Ended {
  return { body: bodyOf(facts, failed(ErrorCondition, { message }), {}) };
}

function bodyOf({ command }: InputFacts, Response: WireObject, answer: WireObject): WireObject {
  const body = bodyWith('Input', Response);
  const InputResult = isObject(body['InputResult']) ? body['InputResult'] : {};
  return { ...body, InputResult: { ...InputResult, Input: { InputCommand: command, ...answer } } };
}

function answerOf({ command, entries }: InputFacts, plan: InputPlan): WireObject {
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
