import { describe, expect, it } from 'vitest';
import { parseServiceID, parsePOIID, parseSaleID } from '../../../../../protocol/ids.ts';
import { readInput } from '../../../../../protocol/messages/device/input-answer.ts';
import type { InputRequestInput } from '../../../../../protocol/messages/device/input-question.ts';
import { inputUpdateRequest } from '../../../../../protocol/messages/device/input-update.ts';
import { inputRequest } from '../../../../../protocol/messages/device/input.ts';
import { refusalOf } from '../../../../support/refusal.ts';

const question = 'Please';
const success = { Result: 'Success' };
const answered = (Input: object, AdditionalResponse?: string) => ({
  InputResult: { Response: { ...success, ...(AdditionalResponse !== undefined && { AdditionalResponse }) }, Input },
});

/** The inputs of the documentation: ReferenceID, InputCommand and how many texts there are. */
const SCREENS: readonly (readonly [InputRequestInput, string, string, number])[] = [
  [
    { command: 'GetConfirmation', question, cancelLabel: 'No', confirmLabel: 'Yes' },
    'GetConfirmation',
    'GetConfirmation',
    4,
  ],
  [{ command: 'GetSignature', question }, 'GetSignature', 'GetConfirmation', 2],
  [{ command: 'GetSignature', question, detail: 'Here' }, 'GetSignature', 'GetConfirmation', 2],
  [{ command: 'GetSignature', question, cancelLabel: 'a', confirmLabel: 'b' }, 'GetSignature', 'GetConfirmation', 4],
  [{ command: 'GetMenuEntry', question, entries: ['a', 'b'] }, 'MenuButtons', 'GetMenuEntry', 1],
  [{ command: 'GetMenuEntry', question, detail: 'One', entries: ['a', 'b'] }, 'MenuButtons', 'GetMenuEntry', 2],
  [{ command: 'GetMenuEntry', question, entries: ['a', 'b'], chosenMin: 0 }, 'MenuButtons', 'GetMenuEntry', 1],
  [{ command: 'DigitString', question }, 'GetDigit', 'DigitString', 1],
  [{ command: 'GetPhoneNumber', question }, 'GetPhoneNumber', 'DigitString', 1],
  [{ command: 'GetRating', question }, 'GetRating', 'DigitString', 1],
  [{ command: 'GetRating', question, detail: '0 to 10' }, 'GetRating', 'DigitString', 2],
  [{ command: 'GetOneKeyRating', question }, 'GetOneKeyRating', 'DigitString', 1],
  [{ command: 'DecimalString', question }, 'GetAmount', 'DecimalString', 1],
  [{ command: 'TextString', question }, 'GetText', 'TextString', 1],
  [{ command: 'Password', question }, 'Password', 'Password', 1],
  [{ command: 'GetAnyKey', question }, 'GetAnyKey', 'GetAnyKey', 1],
  [{ command: 'GetFunctionKey', question }, 'GetFunctionKey', 'GetFunctionKey', 1],
  [{ command: 'SiteManager', question }, 'SiteManager', 'SiteManager', 1],
];

describe('an Input', () => {
  it.each(SCREENS)(
    '%j has the screen %s of the command %s, with %d texts',
    (asked, ReferenceID, InputCommand, texts) => {
      const { DisplayOutput, InputData } = inputRequest(asked);
      expect(DisplayOutput.OutputContent.PredefinedContent).toEqual({ ReferenceID });
      expect(DisplayOutput.OutputContent.OutputFormat).toBe('Text');
      expect(DisplayOutput.OutputContent.OutputText).toHaveLength(texts);
      expect(InputData.InputCommand).toBe(InputCommand);
    },
  );

  it('that no documentation describes has another screen where that is set', () => {
    const asked = { command: 'Password', question, referenceId: 'GetPassword' } as const;
    expect(inputRequest(asked).DisplayOutput.OutputContent.PredefinedContent.ReferenceID).toBe('GetPassword');
  });

  it('has the switches of the wire', () => {
    const asked: InputRequestInput = {
      command: 'DecimalString',
      question,
      maxDecimalLength: 2,
      stringMask: '##',
      fromRightToLeftFlag: true,
      waitUserValidationFlag: false,
      notifyCardInputFlag: true,
      globalCorrectionFlag: true,
      beepKeyFlag: true,
    };
    expect(inputRequest(asked).InputData).toMatchObject({
      MaxDecimalLength: 2,
      StringMask: '##',
      FromRightToLeftFlag: true,
      WaitUserValidationFlag: false,
      NotifyCardInputFlag: true,
      GlobalCorrectionFlag: true,
      BeepKeyFlag: true,
    });
    const buttons = { disableCancelFlag: true, disableCorrectFlag: true, disableValidFlag: true };
    expect(inputRequest({ command: 'SiteManager', question, ...buttons }).InputData).toMatchObject({
      DisableCancelFlag: true,
      DisableCorrectFlag: true,
      DisableValidFlag: true,
    });
  });

  it.each([
    [{ command: 'GetSignature', question, cancelLabel: 'Clear' }, 'ERR_INPUT_TEXT', 'confirmLabel: expected a text'],
    [{ command: 'GetSignature', question, confirmLabel: 'Done' }, 'ERR_INPUT_TEXT', 'cancelLabel: expected a text'],
    [{ command: 'GetSignature', question, cancelLabel: '', confirmLabel: 'Done' }, 'ERR_INPUT_TEXT', 'cancelLabel'],
    [{ command: 'GetMenuEntry', question, entry: ['a'] }, 'ERR_INPUT_REQUEST', 'detail, entries, chosenMax'],
    [{ command: 'GetConfirmation', question, cancel: 'a' }, 'ERR_INPUT_REQUEST', '(did you mean cancelLabel?)'],
    [{ command: 'GetMenuEntry', question, cancelLabel: 'a' }, 'ERR_INPUT_REQUEST', 'menuBackFlag, disableCancelFlag'],
    [{ command: 'GetPhoneNumber', question, masked: true }, 'ERR_INPUT_REQUEST', 'found "masked"'],
    [{ command: 'DecimalString', question, maxDecimalLength: 7 }, 'ERR_INPUT_LENGTH', 'maxDecimalLength'],
    [{ command: 'DigitString', question, referenceId: 'Mine' }, 'ERR_INPUT_REQUEST', 'found "referenceId"'],
    [{ command: 'GetMenuEntry', question, entries: ['a'], chosenMin: 2 }, 'ERR_INPUT_MENU', 'chosenMin'],
    [
      { command: 'GetMenuEntry', question, entries: ['a', { text: 'b', detail: 'c' }], chosenMax: 2 },
      'ERR_INPUT_TEXT',
      'entries[1].detail',
    ],
  ])('%j is refused before anything is sent', (asked, code, message) => {
    expect(refusalOf(() => inputRequest(Object(asked)))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('the answer to an Input', () => {
  const none = { kind: 'none', message: 'the answer holds no readable input' };

  it.each<[InputRequestInput, object, object]>([
    [{ command: 'GetSignature', question }, { ConfirmedFlag: false }, { kind: 'signed', confirmed: false }],
    [
      { command: 'GetPhoneNumber', question },
      { DigitInput: '+31600000000' },
      { kind: 'phoneNumber', phoneNumber: '+31600000000' },
    ],
    [
      { command: 'GetPhoneNumber', question },
      { DigitInput: 31_600_000_000 },
      { kind: 'phoneNumber', phoneNumber: '31600000000' },
    ],
    [{ command: 'GetPhoneNumber', question }, { TextInput: 'x' }, none],
    [{ command: 'GetRating', question }, { DigitInput: '10' }, { kind: 'rating', rating: 10 }],
    [{ command: 'GetOneKeyRating', question }, { DigitInput: 3 }, { kind: 'rating', rating: 3 }],
    [{ command: 'GetRating', question }, { DigitInput: 'ten' }, none],
    [{ command: 'DecimalString', question }, { DigitInput: 36.59 }, { kind: 'decimal', decimal: '36.59' }],
    [{ command: 'Password', question }, { TextInput: '2468' }, { kind: 'password', password: '2468' }],
    [
      { command: 'Password', question },
      { Password: { ContentType: 'x' } },
      { kind: 'password', password: { ContentType: 'x' } },
    ],
    [{ command: 'Password', question }, {}, none],
    [{ command: 'GetAnyKey', question }, {}, { kind: 'anyKey' }],
    [{ command: 'GetFunctionKey', question }, { FunctionKey: 2 }, { kind: 'functionKey', functionKey: 2 }],
    [{ command: 'GetFunctionKey', question }, { FunctionKey: '2' }, { kind: 'functionKey', functionKey: 2 }],
    [{ command: 'GetFunctionKey', question }, {}, none],
    [{ command: 'SiteManager', question }, { ConfirmedFlag: true }, { kind: 'confirmed', confirmed: true }],
  ])('%j with %j is %j', (asked, input, answer) => {
    expect(readInput(answered(input), asked)).toEqual(answer);
  });

  it('to a signature has what was drawn, as it came', () => {
    const drawn = 'responseData=%7B%22a%22%3A1%7D';
    expect(readInput(answered({ ConfirmedFlag: true }, drawn), { command: 'GetSignature', question })).toEqual({
      kind: 'signed',
      confirmed: true,
      signature: drawn,
    });
  });

  const menu = { command: 'GetMenuEntry', question, entries: ['a', 'b', 'c'] } as const;
  it.each<[InputRequestInput, object]>([
    [{ command: 'TextString', question, minLength: 3 }, { TextInput: 'ab' }],
    [{ command: 'DigitString', question, maxLength: 3 }, { DigitInput: '1234' }],
    [{ command: 'DecimalString', question, maxDecimalLength: 1 }, { DigitInput: '1.23' }],
    [{ ...menu, chosenMax: 2 }, { MenuEntryNumber: [1, 1, 1] }],
    [{ ...menu, chosenMin: 1, chosenMax: 2 }, { MenuEntryNumber: [0, 0, 0] }],
  ])('%j with %j says that it is outside of the limits, which terminals need not keep', (asked, input) => {
    expect(readInput(answered(input), asked)).toMatchObject({ outsideLimits: true });
  });

  it('within its limits does not say so', () => {
    const asked = { command: 'DigitString', question, minLength: 4, maxLength: 4 } as const;
    expect(readInput(answered({ DigitInput: '0042' }), asked)).toEqual({ kind: 'digits', digits: '0042' });
    expect(readInput(answered({ MenuEntryNumber: [1, 0, 1] }), { ...menu, chosenMin: 1, chosenMax: 2 })).toEqual({
      kind: 'chosen',
      chosen: [0, 2],
    });
  });
});

describe('an InputUpdate', () => {
  const ids = { SaleID: parseSaleID('TILL-01'), POIID: parsePOIID('V400m-324688179') };

  it('names the Input that it changes', () => {
    const input = { serviceId: 'in0042', texts: ['Which drink?'], entries: ['Tea'], minLength: 0, maxLength: 2 };
    expect(inputUpdateRequest({ ...input, referenceId: 'MenuButtons', maxDecimalLength: 0 }, ids)).toEqual({
      MessageReference: { MessageCategory: 'Input', ...ids, ServiceID: parseServiceID('in0042') },
      OutputContent: {
        OutputFormat: 'Text',
        OutputText: [{ Text: 'Which drink?' }],
        PredefinedContent: { ReferenceID: 'MenuButtons' },
      },
      MenuEntry: [{ OutputFormat: 'Text', OutputText: [{ Text: 'Tea' }] }],
      MinLength: 0,
      MaxLength: 2,
      MaxDecimalLength: 0,
    });
    expect(Object.keys(inputUpdateRequest({ serviceId: 'a', texts: ['b'] }, ids))).toEqual([
      'MessageReference',
      'OutputContent',
    ]);
  });

  it.each([
    [{ serviceId: 'not a ServiceID', texts: ['a'] }, 'ERR_INPUT_SERVICEID'],
    [{ serviceId: 'a', texts: [] }, 'ERR_INPUT_TEXT'],
    [{ serviceId: 'a', texts: ['b'], entries: [] }, 'ERR_INPUT_MENU'],
    [{ serviceId: 'a', texts: ['b'], maxLength: -1 }, 'ERR_INPUT_LENGTH'],
  ])('%j is refused before anything is sent', (input, code) => {
    expect(refusalOf(() => inputUpdateRequest(input, ids)).code).toBe(code);
  });
});
