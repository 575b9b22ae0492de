import { describe, expect, it } from 'vitest';
import type { DisplayRequestInput, InputRequestInput, PrintRequestInput, Receipt } from '../../../../index.ts';
import { refusedByModel } from '../../../support/messages/adyen-models.ts';
import { PNG } from '../../../support/messages/images.ts';
import { createTestEngine, POIID } from '../../../support/test-engine.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const question = 'Please';
const entries = ['Tea', { text: 'Coffee', detail: 'black', tag: 'Selectable', selected: true }] as const;
const flags = { notifyCardInputFlag: true, globalCorrectionFlag: true, beepKeyFlag: true };
const buttons = { disableCancelFlag: true, disableCorrectFlag: true, disableValidFlag: true };
const typed = { placeholder: '1', minLength: 1, maxLength: 9, waitUserValidationFlag: true };

const RECEIPT: Receipt = {
  qualifier: 'CustomerReceipt',
  signatureRequired: false,
  format: 'Text',
  lines: [{ name: 'TOTAL', value: 'EUR 1.00', bold: true, endOfLine: true }],
};

const PRINTS: readonly PrintRequestInput[] = [
  {
    lines: [
      {
        text: 'Table 7',
        style: 'Underlined',
        alignment: 'Centred',
        width: 'DoubleWidth',
        height: 'HalfHeight',
        startRow: 1,
        startColumn: 1,
        characterSet: 1,
        endOfLine: false,
      },
    ],
    documentQualifier: 'Voucher',
    responseMode: 'Immediate',
    integratedPrintFlag: true,
    requiredSignatureFlag: true,
  },
  { qrCode: 'https://shop.example/r/42' },
  { image: PNG },
  { xhtml: '<p/>' },
  { receipt: RECEIPT },
];

const DISPLAYS: readonly DisplayRequestInput[] = [
  { lines: ['Welcome'], minimumSeconds: 5 },
  { lines: ['Today'], menu: entries },
  { qrCode: 'a', header: 'b', footer: 'c', minimumSeconds: 90 },
  { image: PNG },
  { idle: true },
  { virtualReceipt: { lines: [{ description: 'Tea', amount: eur(100) }], total: eur(100) } },
  { xhtml: '<screen/>' },
];

const INPUTS: readonly InputRequestInput[] = [
  {
    command: 'GetConfirmation',
    question,
    cancelLabel: 'No',
    confirmLabel: 'Yes',
    maxSeconds: 30,
    ...flags,
    ...buttons,
  },
  { command: 'GetSignature', question, detail: 'Here', cancelLabel: 'Clear', confirmLabel: 'Done' },
  { command: 'TextString', question, ...typed, masked: true, stringMask: '#', fromRightToLeftFlag: true },
  { command: 'DigitString', question, ...typed },
  { command: 'DecimalString', question, ...typed, maxDecimalLength: 2 },
  { command: 'GetPhoneNumber', question, ...typed },
  { command: 'GetRating', question, detail: '0 to 10' },
  { command: 'GetOneKeyRating', question },
  { command: 'GetMenuEntry', question, entries, menuBackFlag: true, ...buttons },
  { command: 'GetMenuEntry', question, entries: ['a', 'b'], chosenMin: 1, chosenMax: 2 },
  { command: 'Password', question, ...typed, referenceId: 'Password' },
  { command: 'GetAnyKey', question },
  { command: 'GetFunctionKey', question },
  { command: 'SiteManager', question },
];

type Lane = ReturnType<Awaited<ReturnType<typeof createTestEngine>>['engine']['terminal']>;

/** What a till asks for, and the model of Adyen's library that has to know every member of it. */
const REQUESTS: readonly (readonly [string, string, (lane: Lane) => unknown])[] = [
  ...PRINTS.map((print) => ['PrintRequest', JSON.stringify(print), (lane: Lane) => lane.print(print)] as const),
  ...DISPLAYS.map((one) => ['DisplayRequest', JSON.stringify(one), (lane: Lane) => lane.display(one)] as const),
  ...INPUTS.map((input) => ['InputRequest', JSON.stringify(input), (lane: Lane) => lane.input(input)] as const),
  [
    'InputUpdateRequest',
    'a change of an Input',
    (lane) =>
      lane.inputUpdate({ serviceId: 'a', texts: ['b'], entries, minLength: 1, maxLength: 2, maxDecimalLength: 0 }),
  ],
  [
    'EnableServiceRequest',
    'the start of a transaction',
    (lane) => lane.startTransaction({ servicesEnabled: ['Payment', 'Loyalty', 'CardAcquisition'], lines: ['a', 'b'] }),
  ],
  ['EnableServiceRequest', 'its end', (lane) => lane.endCardAcquisition({ lines: ['a'], icon: 'DeclinedAnimated' })],
];

describe("Adyen's own model", () => {
  it.each(REQUESTS)('%s knows every member of %s', async (name, _title, ask) => {
    const { engine, terminal } = await createTestEngine();
    await ask(engine.terminal(POIID));
    const body = terminal.received[0]?.message[name];
    expect(body).toBeDefined();
    // Its model of an InputUpdate has no other name for the request.
    expect(refusedByModel(name === 'InputUpdateRequest' ? 'InputUpdate' : name, body)).toEqual([]);
  });
});
