import { describe, expect, it } from 'vitest';
import type { InputPlan } from '../../../../simulator/shopper-plan.ts';
import { abort, at, header, message, payment, status } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';
import { display, enableService, input, MENU, print } from '../../../support/messages/terminal-messages.ts';

const answerIn = (body: unknown) => at(body, 'InputResult', 'Input');
const unanswered = () => new CoreBench({ input: { does: 'neverAnswers' } });

describe('a Display', () => {
  it('displays its text and reports a success for each output', () => {
    const bench = new CoreBench();
    const reply = bench.send(display('X1'));
    expect(bodyOf(reply())).toEqual({
      OutputResult: [{ Device: 'CustomerDisplay', InfoQualify: 'Display', Response: { Result: 'Success' } }],
    });
    expect(bench.effects).toContainEqual({ kind: 'displayed', lines: ['Join the club?'] });
  });

  it('without an output is a MessageFormat failure, where its answers have their Response', () => {
    const body = new CoreBench().exchange(message(header('Display', 'X1'), { DisplayOutput: [{}] }));
    expect(at(body, 'OutputResult', '0', 'Response', 'ErrorCondition')).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toContain('DisplayOutput.0, field Device: Missing');
  });
});

describe('a Print', () => {
  it('prints its text', () => {
    const bench = new CoreBench();
    expect(bodyOf(bench.send(print('P1'))())).toEqual({
      DocumentQualifier: 'Document',
      Response: { Result: 'Success' },
    });
    expect(bench.effects).toContainEqual({ kind: 'printed', lines: ['Order 42'] });
  });

  it('without a printer is an UnavailableDevice failure, and Diagnosis knows of no printer', () => {
    const bench = new CoreBench({ hasPrinter: false });
    const body = bench.exchange(print('P1'));
    expect(at(body, 'Response')).toEqual({
      Result: 'Failure',
      ErrorCondition: 'UnavailableDevice',
      AdditionalResponse: 'message=The%20device%20has%20no%20printer.',
    });
    expect(bench.effects).not.toContainEqual(expect.objectContaining({ kind: 'printed' }));
    const diagnosis = bench.exchange(message(header('Diagnosis', 'D1'), {}));
    expect(at(diagnosis, 'POIStatus', 'PrinterStatus')).toBeUndefined();
  });
});

describe('an Input', () => {
  it.each([
    ['GetConfirmation', { ConfirmedFlag: true }],
    ['TextString', { TextInput: 'Jane' }],
    ['DigitString', { DigitInput: '0042' }],
    ['DecimalString', { DigitInput: '12.50' }],
    ['GetMenuEntry', { MenuEntryNumber: [1, 0, 0] }],
  ])('%s is answered as in the settings', (InputCommand, answer) => {
    const bench = new CoreBench();
    const body = bench.exchange(input('I1', InputCommand, MENU));
    expect(verdictOf(body)).toBe('Success');
    expect(answerIn(body)).toEqual({ InputCommand, ...answer });
    expect(at(body, 'OutputResult', 'Response', 'Result')).toBe('Success');
    expect(bench.timersArmed).toEqual([]);
  });

  it('displays the question and the menu', () => {
    const bench = new CoreBench();
    bench.send(input('I1', 'GetMenuEntry', MENU));
    expect(bench.effects).toContainEqual({ kind: 'displayed', lines: ['Join the club?', 'Tea', 'Coffee', 'Water'] });
  });

  it.each<[string, InputPlan, object]>([
    ['GetConfirmation', { does: 'answers', confirmed: false }, { ConfirmedFlag: false }],
    ['TextString', { does: 'answers', text: '' }, { TextInput: '' }],
    ['GetMenuEntry', { does: 'answers', chosen: [1, 2] }, { MenuEntryNumber: [0, 1, 1] }],
    ['GetMenuEntry', { does: 'answers', chosen: [] }, { MenuEntryNumber: [0, 0, 0] }],
    ['DigitString', { does: 'answers', text: 'not for this' }, { DigitInput: '0042' }],
  ])('%s is answered by the next person in line, then as usual', (InputCommand, plan, answer) => {
    const bench = new CoreBench();
    bench.handle({ kind: 'nextInput', plan });
    expect(answerIn(bench.exchange(input('I1', InputCommand, MENU)))).toEqual({ InputCommand, ...answer });
    const usual = bench.exchange(input('I2', InputCommand, MENU));
    expect(usual).toEqual(new CoreBench().exchange(input('I2', InputCommand, MENU)));
  });

  it('is answered after the time that the person takes', () => {
    const bench = new CoreBench({ input: { does: 'answers', confirmed: true, afterMs: 4000 } });
    const reply = bench.send(input('I1', 'GetConfirmation'));
    bench.advance(3999);
    expect(reply()).toBeUndefined();
    bench.advance(1);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
  });

  it('that is cancelled with the red key is a Cancel that names its command', () => {
    const bench = new CoreBench({ input: { does: 'cancels' } });
    const body = bench.exchange(input('I1', 'TextString'));
    expect([verdictOf(body), answerIn(body)]).toEqual(['Cancel', { InputCommand: 'TextString' }]);
  });

  it.each([
    [30, 30_000],
    [undefined, 120_000],
  ])('with MaxInputTime %s gives up after %d ms', (MaxInputTime, ms) => {
    const bench = unanswered();
    const reply = bench.send(input('I1', 'TextString', {}, { MaxInputTime }));
    bench.advance(ms - 1);
    expect(reply()).toBeUndefined();
    bench.advance(1);
    expect(verdictOf(bodyOf(reply()))).toBe('Cancel');
  });

  it('can be aborted, and by nothing but its own category', () => {
    const bench = unanswered();
    const reply = bench.send(input('I1', 'GetConfirmation'));
    bench.send(abort('A1', 'I1'));
    bench.advance(1000);
    expect(reply()).toBeUndefined();
    bench.send(abort('A2', 'I1', { MessageCategory: 'Input' }));
    bench.advance(1000);
    const body = bodyOf(reply());
    expect([verdictOf(body), answerIn(body)]).toEqual(['Aborted', { InputCommand: 'GetConfirmation' }]);
  });

  it.each([
    ['a payment', payment('S1'), 'Success'],
    ['another Input', input('I2', 'GetConfirmation'), 'Cancel'],
    ['a Display', display('X1'), 'Success'],
    ['a TransactionStatus', status('Q1', 'I1', { MessageReference: { MessageCategory: 'Input' } }), 'NotFound'],
    ['a Diagnosis', message(header('Diagnosis', 'D1'), {}), 'Success'],
    ['an EnableService', enableService('E1'), 'NotAllowed'],
  ])('is ended by %s, which is answered as if there were none', (_, other, verdict) => {
    const bench = unanswered();
    const reply = bench.send(input('I1', 'GetConfirmation'));
    const otherReply = bench.send(other);
    expect(verdictOf(bodyOf(reply()))).toBe('Aborted');
    bench.advance(200_000);
    expect(verdictOf(bodyOf(otherReply()))).toBe(verdict);
  });

  it.each([
    ['a message for another terminal', message(header('Payment', 'S1', { POIID: 'V400m-111111111' }), {})],
    ['garbage', {}],
  ])('is not ended by %s', (_, other) => {
    const bench = unanswered();
    const reply = bench.send(input('I1', 'GetConfirmation'));
    bench.send(other);
    expect(reply()).toBeUndefined();
  });

  it('is over after a restart', () => {
    const bench = unanswered();
    const reply = bench.send(input('I1', 'GetConfirmation'));
    bench.handle({ kind: 'restart', forget: false });
    bench.advance(200_000);
    expect(reply()).toBeUndefined();
    expect(verdictOf(bench.exchange(payment('S1')))).toBe('Success');
  });

  it.each([
    ['an unknown command', input('I1', 'Sing'), 'InputData, field InputCommand: Invalid'],
    ['a menu without entries', input('I1', 'GetMenuEntry'), 'DisplayOutput, field MenuEntry: Missing'],
  ])('with %s is a MessageFormat failure', (_, wrong, line) => {
    const body = new CoreBench().exchange(wrong);
    expect(at(body, 'InputResult', 'Response', 'ErrorCondition')).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toContain(line);
  });
});

describe('while a payment runs', () => {
  it.each([
    ['Display', display('X1')],
    ['Input', input('I1', 'GetConfirmation')],
    ['Print', print('P1')],
  ])('a %s gets Busy, and so it does while the menu is open', (_, request) => {
    const bench = new CoreBench();
    bench.send(payment('S1'));
    const body = bodyOf(bench.send(request)());
    expect([verdictOf(body), pairsOf(body)['serviceId']]).toEqual(['Busy', 'S1']);
    expect(pairsOf(new CoreBench({ adminMenuOpen: true }).exchange(request))['message']).toBe('ADMIN_MENU');
  });
});

it('a device request under a used ServiceID is refused where its answers have their Response', () => {
  const bench = new CoreBench();
  bench.exchange(display('X1'));
  expect(verdictOf(bench.exchange(display('X1')))).toBe('MessageFormat');
  expect(verdictOf(bench.exchange(input('X1', 'GetConfirmation')))).toBe('MessageFormat');
});
