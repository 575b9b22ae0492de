import { describe, expect, it } from 'vitest';
import { displayRequest, readDisplay } from '../../../../protocol/messages/device/display.ts';
import { readInput } from '../../../../protocol/messages/device/input-answer.ts';
import type { InputRequestInput } from '../../../../protocol/messages/device/input-question.ts';
import { inputRequest } from '../../../../protocol/messages/device/input.ts';
import { printRequest, readPrint } from '../../../../protocol/messages/device/print.ts';
import { refusalOf } from '../../../support/refusal.ts';

const SCREEN = { Device: 'CustomerDisplay', InfoQualify: 'Display' };
const success = { Result: 'Success' };
const failure = { Result: 'Failure', ErrorCondition: 'Busy', AdditionalResponse: 'message=in%20progress' };
const busy = { ok: false, errorCondition: 'Busy', message: 'in progress' };

describe('a Display', () => {
  it('shows lines to the shopper', () => {
    expect(displayRequest({ lines: ['Welcome', { text: 'Jane', style: 'Bold' }], minimumSeconds: 5 })).toEqual({
      DisplayOutput: [
        {
          ...SCREEN,
          OutputContent: {
            OutputFormat: 'Text',
            OutputText: [{ Text: 'Welcome' }, { Text: 'Jane', CharacterStyle: 'Bold' }],
          },
          MinimumDisplayTime: 5,
        },
      ],
    });
  });

  it.each([
    ['nothing', { lines: [] }, 'ERR_INPUT_TEXT', 'lines: expected one line or more, found an array of 0'],
    ['no list', { lines: 'Welcome' }, 'ERR_INPUT_TEXT', 'lines: expected one line or more, found "Welcome"'],
    ['blanks only', { lines: ['', ' '] }, 'ERR_INPUT_TEXT', 'lines: expected some text, found an array of 2'],
    ['a control character', { lines: ['a\u0007'] }, 'ERR_INPUT_TEXT', 'lines[0]: expected a text without control'],
    ['a number', { lines: [7] }, 'ERR_INPUT_TEXT', 'lines[0]: expected a text or { text }, found 7'],
    ['a line without text', { lines: [{}] }, 'ERR_INPUT_TEXT', 'lines[0].text: expected a text'],
    [
      'an unknown style',
      { lines: [{ text: 'a', style: 'Loud' }] },
      'ERR_INPUT_TEXT',
      'lines[0].style: expected one of',
    ],
    [
      'a misspelt member',
      { lines: ['a'], minimumSecond: 5 },
      'ERR_INPUT_REQUEST',
      'request: expected lines, minimumSeconds, found "minimumSecond" (did you mean minimumSeconds?)',
    ],
    ['a misspelt style', { lines: [{ text: 'a', stlye: 'Bold' }] }, 'ERR_INPUT_REQUEST', 'did you mean style?'],
    ['a time without end', { lines: ['a'], minimumSeconds: 1000 }, 'ERR_INPUT_SECONDS', 'from 0 to 999, found 1000'],
  ])('of %s is refused before anything is sent', (_, input, code, text) => {
    expect(refusalOf(() => displayRequest(Object(input)))).toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
  });

  it.each([
    ['a list of results', { OutputResult: [{ ...SCREEN, Response: success }] }, { ok: true }],
    ['one result', { OutputResult: { Response: success } }, { ok: true }],
    ['one that failed among others', { OutputResult: [{ Response: success }, { Response: failure }] }, busy],
    ['a refusal of the whole', { Response: failure }, busy],
    ['an empty list', { OutputResult: [] }, undefined],
    ['nothing', {}, undefined],
    ['no object', 'ok', undefined],
  ])('is answered with %s', (_, body, result) => {
    expect(readDisplay(body)).toEqual(result);
  });
});

describe('a Print', () => {
  it('prints lines with their style and alignment, each on its own unless it says otherwise', () => {
    expect(
      printRequest({
        lines: [
          { text: 'Order 42', style: 'Bold', alignment: 'Centred' },
          '',
          { text: 'Coffee', endOfLine: false },
          { text: '2.50', alignment: 'Right' },
        ],
      }),
    ).toEqual({
      PrintOutput: {
        DocumentQualifier: 'Document',
        ResponseMode: 'PrintEnd',
        OutputContent: {
          OutputFormat: 'Text',
          OutputText: [
            { Text: 'Order 42', CharacterStyle: 'Bold', Alignment: 'Centred', EndOfLineFlag: true },
            { Text: '', EndOfLineFlag: true },
            { Text: 'Coffee', EndOfLineFlag: false },
            { Text: '2.50', Alignment: 'Right', EndOfLineFlag: true },
          ],
        },
      },
    });
  });

  it('of nothing is refused before anything is sent', () => {
    expect(refusalOf(() => printRequest({ lines: ['', ''] })).code).toBe('ERR_INPUT_TEXT');
    expect(refusalOf(() => printRequest(Object({ line: ['a'] }))).code).toBe('ERR_INPUT_REQUEST');
  });

  it('says that there is no printer', () => {
    const AdditionalResponse = 'message=The%20device%20has%20no%20printer.';
    const Response = { Result: 'Failure', ErrorCondition: 'UnavailableDevice', AdditionalResponse };
    expect(readPrint({ DocumentQualifier: 'Document', Response })).toEqual({
      ok: false,
      errorCondition: 'UnavailableDevice',
      message: 'The device has no printer.',
    });
    expect(readPrint({ Response: success })).toEqual({ ok: true });
    expect(readPrint({ DocumentQualifier: 'Document' })).toBeUndefined();
  });
});

const CONFIRM = {
  command: 'GetConfirmation',
  question: 'Join the club?',
  cancelLabel: 'No',
  confirmLabel: 'Yes',
} as const satisfies InputRequestInput;
const MENU = { command: 'GetMenuEntry', question: 'What?', entries: ['Tea', 'Coffee', 'Water'] } as const;

describe('an Input', () => {
  it('for a confirmation has its four texts in their places', () => {
    expect(inputRequest({ ...CONFIRM, detail: 'It is free.', maxSeconds: 30 })).toEqual({
      DisplayOutput: {
        ...SCREEN,
        OutputContent: {
          PredefinedContent: { ReferenceID: 'GetConfirmation' },
          OutputFormat: 'Text',
          OutputText: [{ Text: 'Join the club?' }, { Text: 'It is free.' }, { Text: 'No' }, { Text: 'Yes' }],
        },
      },
      InputData: { Device: 'CustomerInput', InfoQualify: 'Input', InputCommand: 'GetConfirmation', MaxInputTime: 30 },
    });
    expect(inputRequest(CONFIRM).DisplayOutput.OutputContent.OutputText[1]).toEqual({ Text: '' });
  });

  it('for a choice has its entries beside the question', () => {
    expect(inputRequest({ ...MENU, detail: 'Choose one' })).toMatchObject({
      DisplayOutput: {
        OutputContent: {
          PredefinedContent: { ReferenceID: 'MenuButtons' },
          OutputText: [{ Text: 'What?' }, { Text: 'Choose one' }],
        },
        MenuEntry: [
          { OutputFormat: 'Text', OutputText: [{ Text: 'Tea' }] },
          { OutputFormat: 'Text', OutputText: [{ Text: 'Coffee' }] },
          { OutputFormat: 'Text', OutputText: [{ Text: 'Water' }] },
        ],
      },
      InputData: { InputCommand: 'GetMenuEntry' },
    });
  });

  it('for several choices has its limits, and one text: the screen has no room for another', () => {
    expect(inputRequest({ ...MENU, detail: 'Choose two', chosenMin: 1, chosenMax: 2 })).toMatchObject({
      DisplayOutput: { OutputContent: { OutputText: [{ Text: 'What? Choose two' }] } },
      InputData: { InputCommand: 'GetMenuEntry', MinLength: 1, MaxLength: 2 },
    });
    expect(Object.keys(inputRequest({ ...MENU, chosenMax: 1 }).InputData)).not.toContain('MaxLength');
  });

  it.each([
    ['TextString', 'GetText'],
    ['DigitString', 'GetDigit'],
    ['DecimalString', 'GetAmount'],
  ] as const)('for a %s has the screen %s and its limits', (command, ReferenceID) => {
    const body = inputRequest({
      command,
      question: 'Your number',
      placeholder: '1234',
      minLength: 4,
      maxLength: 8,
      masked: true,
    });
    expect(body).toMatchObject({
      DisplayOutput: {
        OutputContent: { PredefinedContent: { ReferenceID }, OutputText: [{ Text: 'Your number' }] },
      },
      InputData: {
        InputCommand: command,
        DefaultInputString: '1234',
        MinLength: 4,
        MaxLength: 8,
        MaskCharactersFlag: true,
      },
    });
    expect(Object.keys(inputRequest({ command, question: 'Your number' }).InputData)).toEqual([
      'Device',
      'InfoQualify',
      'InputCommand',
    ]);
  });

  it.each([
    ['an unknown command', { ...CONFIRM, command: 'Sing' }, 'ERR_INPUT_COMMAND', 'found "Sing"'],
    ['no command', {}, 'ERR_INPUT_COMMAND', 'command: expected one of GetConfirmation, TextString'],
    ['an empty question', { ...CONFIRM, question: ' ' }, 'ERR_INPUT_TEXT', 'question: expected some text'],
    ['no label', { ...CONFIRM, confirmLabel: undefined }, 'ERR_INPUT_TEXT', 'confirmLabel: expected a text'],
    ['a menu without entries', { ...MENU, entries: [] }, 'ERR_INPUT_MENU', 'entries: expected 1 to 20 texts'],
    ['a menu of twenty-one', { ...MENU, entries: Array(21).fill('x') }, 'ERR_INPUT_MENU', 'found an array of 21'],
    ['no menu', { ...MENU, entries: undefined }, 'ERR_INPUT_MENU', 'found undefined'],
    ['an empty entry', { ...MENU, entries: ['Tea', ''] }, 'ERR_INPUT_TEXT', 'entries[1]'],
    ['more choices than entries', { ...MENU, chosenMax: 4 }, 'ERR_INPUT_MENU', 'chosenMax'],
    ['a member of another command', { ...CONFIRM, entries: ['Tea'] }, 'ERR_INPUT_REQUEST', 'found "entries"'],
    ['a switch that is a text', { command: 'TextString', question: 'a', masked: 'yes' }, 'ERR_INPUT_REQUEST', 'masked'],
    ['no time', { ...CONFIRM, maxSeconds: 0 }, 'ERR_INPUT_SECONDS', 'maxSeconds'],
    [
      'limits that exclude each other',
      { command: 'DigitString', question: 'a', minLength: 5, maxLength: 4 },
      'ERR_INPUT_LENGTH',
      'minLength: expected a whole number from 0 to 4, found 5',
    ],
  ])('with %s is refused before anything is sent', (_, input, code, text) => {
    expect(refusalOf(() => inputRequest(Object(input)))).toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
  });
});

describe('the answer to an Input', () => {
  const body = (Input: unknown) => ({
    OutputResult: { ...SCREEN, Response: success },
    InputResult: { Device: 'CustomerInput', InfoQualify: 'Input', Response: success, Input },
  });
  const typed = (command: 'TextString' | 'DigitString' | 'DecimalString') => ({ command, question: 'a' }) as const;
  const none = { kind: 'none', message: 'the answer holds no readable input' };

  it.each<[InputRequestInput, unknown, object]>([
    [CONFIRM, { ConfirmedFlag: true }, { kind: 'confirmed', confirmed: true }],
    [CONFIRM, { ConfirmedFlag: 'false' }, { kind: 'confirmed', confirmed: false }],
    [CONFIRM, {}, none],
    [CONFIRM, { ConfirmedFlag: 'perhaps' }, none],
    [typed('TextString'), { TextInput: 'jane@example.com' }, { kind: 'text', text: 'jane@example.com' }],
    [typed('TextString'), { TextInput: '' }, { kind: 'text', text: '' }],
    [typed('DigitString'), { DigitInput: '0042' }, { kind: 'digits', digits: '0042' }],
    [typed('DigitString'), { DigitInput: 42 }, { kind: 'digits', digits: '42' }],
    [typed('DigitString'), { TextInput: '0042' }, { kind: 'digits', digits: '0042' }],
    [typed('DigitString'), { DigitInput: '12a' }, none],
    [typed('DigitString'), { DigitInput: 1e300 }, none],
    [typed('DigitString'), { DigitInput: 2 ** 60 }, none],
    [typed('DecimalString'), { DigitInput: '12.50' }, { kind: 'decimal', decimal: '12.50' }],
    [typed('DecimalString'), { TextInput: '12,50' }, { kind: 'decimal', decimal: '12,50' }],
    [typed('DecimalString'), { DigitInput: 3659 }, { kind: 'decimal', decimal: '3659' }],
    [typed('DecimalString'), { DigitInput: '1.2.3' }, none],
    [typed('DecimalString'), { DigitInput: '.' }, none],
  ])('%j with %j is %j', (asked, input, answer) => {
    expect(readInput(body(input), asked)).toEqual(answer);
  });

  it.each([
    ['flags', [0, 1, 0], [1]],
    ['flags, several of them', [1, 0, 1], [0, 2]],
    ['flags, none of them', [0, 0, 0], []],
    ['flags that stop at the chosen one', [0, 1], [1]],
    ['a number of the nexo standard', [3], [2]],
    ['numbers of the nexo standard', [3, 2], [1, 2]],
    ['a number alone', 2, [1]],
    ['the first, which is the same both ways', [1], [0]],
  ])('of a menu as %s reports the chosen positions, from 0', (_, MenuEntryNumber, chosen) => {
    expect(readInput(body({ MenuEntryNumber }), MENU)).toEqual({ kind: 'chosen', chosen });
  });

  it.each([[[0, 1, 0, 1]], [[4]], [[-1]], [[2, 2]], [['x']], [{}], [undefined], [[0.5]]])(
    'of a menu as %j is not readable',
    (MenuEntryNumber) => {
      expect(readInput(body({ MenuEntryNumber }), MENU)).toEqual(none);
    },
  );

  it('that was stopped reports why, whatever else it contains', () => {
    const InputResult = { Response: { Result: 'Failure', ErrorCondition: 'Aborted' }, Input: { ConfirmedFlag: true } };
    expect(readInput({ InputResult }, CONFIRM)).toEqual({ kind: 'none', errorCondition: 'Aborted' });
    expect(readInput({ Response: failure }, CONFIRM)).toEqual({
      kind: 'none',
      errorCondition: 'Busy',
      message: 'in progress',
    });
  });

  it.each([[null], [{}], [{ InputResult: {} }], [{ InputResult: { Input: { ConfirmedFlag: true } } }]])(
    'that is %j is none',
    (nothing) => {
      expect(readInput(nothing, CONFIRM)).toBeUndefined();
    },
  );
});
