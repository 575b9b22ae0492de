// What is given to the builders of the device requests. One that has several forms is given each of them in turn.

const eur = (value) => ({ currency: 'EUR', value });

/** A member without which there is no such form: it has one value. */
const fixed = (value) => [value, value];

/** Two values, and no request without either. */
const required = (value, other) => [value, other];

const LINES = required(
  [
    {
      text: 'A',
      style: 'Bold',
      alignment: 'Centred',
      endOfLine: false,
      width: 'DoubleWidth',
      height: 'DoubleHeight',
      startRow: 1,
      startColumn: 1,
      characterSet: 1,
    },
  ],
  ['B'],
);
const MENU = required(
  ['A', { text: 'B', tag: 'SubMenu', selected: true }],
  [{ text: 'C', tag: 'Selectable', selected: false }, 'D'],
);
const PNG = required('iVBORw0KGgoA', 'iVBORw0KGgoB');
const DOCUMENT = required('<screen name="a"/>', '<screen name="b"/>');
const QR_CODE = required('https://shop.example/1', 'https://shop.example/2');
const virtualReceipt = (description) => ({ lines: [{ description, amount: eur(100) }], total: eur(100) });
const receipt = (name, qualifier, signatureRequired) => ({
  qualifier,
  signatureRequired,
  format: 'Text',
  lines: [{ name, bold: signatureRequired, endOfLine: true }],
});

const SECONDS = { minimumSeconds: [5] };
const PRINT_SETTINGS = {
  documentQualifier: ['Voucher', 'Journal'],
  responseMode: ['PrintEnd', 'Immediate'],
  integratedPrintFlag: [true],
  requiredSignatureFlag: [true],
};

const ASKED = {
  question: required('A?', 'B?'),
  maxSeconds: [30],
  notifyCardInputFlag: [true],
  globalCorrectionFlag: [true],
  beepKeyFlag: [true],
};
const BUTTONS = { disableCancelFlag: [true], disableCorrectFlag: [true], disableValidFlag: [true] };
const TYPED = { placeholder: ['x'], minLength: [1], maxLength: [9], waitUserValidationFlag: [true] };
const MASKED = { masked: [true], stringMask: ['#'], fromRightToLeftFlag: [true] };
const LABELS = { cancelLabel: required('N', 'No'), confirmLabel: required('Y', 'Yes') };

/** @returns {Record<string, { calls: string, build: (input: any) => object, members: Record<string, unknown[]>, also?: object[] }>} */
export function deviceBuilders(protocol) {
  return {
    Display: {
      calls: '`terminal.display`',
      build: protocol.displayRequest,
      members: { lines: LINES, menu: MENU, ...SECONDS },
      also: [
        { qrCode: QR_CODE, header: ['H'], footer: ['F'], ...SECONDS },
        { image: PNG, ...SECONDS },
        { idle: fixed(true) },
        { virtualReceipt: required(virtualReceipt('A'), virtualReceipt('B')), ...SECONDS },
        { xhtml: DOCUMENT, ...SECONDS },
      ],
    },
    Input: {
      calls: '`terminal.input`',
      build: protocol.inputRequest,
      members: { command: required('TextString', 'DigitString'), ...ASKED, ...TYPED, ...MASKED },
      also: [
        { command: fixed('GetConfirmation'), ...ASKED, detail: ['A'], ...LABELS, ...BUTTONS },
        { command: fixed('GetSignature'), ...ASKED, detail: ['A'], ...LABELS },
        { command: fixed('DecimalString'), ...ASKED, ...TYPED, ...MASKED, maxDecimalLength: [2] },
        { command: fixed('GetPhoneNumber'), ...ASKED, ...TYPED },
        { command: required('GetRating', 'GetOneKeyRating'), ...ASKED, detail: ['A'] },
        { command: fixed('GetMenuEntry'), ...ASKED, detail: ['A'], entries: MENU, menuBackFlag: [true], ...BUTTONS },
        { command: fixed('GetMenuEntry'), ...ASKED, entries: MENU, chosenMin: [1], chosenMax: [2] },
        { command: fixed('Password'), ...ASKED, ...TYPED, referenceId: ['A'] },
        { command: required('GetAnyKey', 'GetFunctionKey'), ...ASKED, referenceId: ['A'] },
        { command: fixed('SiteManager'), ...ASKED, referenceId: ['A'], ...BUTTONS },
      ],
    },
    InputUpdate: {
      calls: '`terminal.inputUpdate`',
      build: (input) => protocol.inputUpdateRequest(input, { SaleID: 'TILL-01', POIID: 'V400m-324688179' }),
      members: {
        serviceId: required('A1', 'A2'),
        texts: required(['A'], ['B']),
        referenceId: ['GetText'],
        entries: [['A']],
        minLength: [1],
        maxLength: [9],
        maxDecimalLength: [2],
      },
    },
    Print: {
      calls: '`terminal.print`',
      build: protocol.printRequest,
      members: { lines: LINES, ...PRINT_SETTINGS },
      also: [
        { qrCode: QR_CODE, ...PRINT_SETTINGS },
        { image: PNG, ...PRINT_SETTINGS },
        { receipt: required(receipt('A', 'CustomerReceipt', true), receipt('B', 'CashierReceipt', false)) },
        { xhtml: DOCUMENT, ...PRINT_SETTINGS },
      ],
    },
    Sound: {
      calls: '`terminal.sound`',
      build: protocol.soundRequest,
      members: {
        action: required('StartSound', 'StopSound'),
        referenceId: required('beep', 'bell'),
        volume: [60],
      },
      also: [{ action: fixed('SetDefaultVolume'), volume: required(60, 0) }],
    },
    Admin: {
      calls: '`terminal.scanBarcode`, `terminal.endScan`',
      build: ({ timeoutMs, ...session }) =>
        timeoutMs === undefined
          ? protocol.endScanRequest(session)
          : protocol.scanBarcodeRequest({ ...session, timeoutMs }),
      members: { sessionId: required(1, 2), timeoutMs: required(1000, 2000) },
      also: [{ sessionId: required(1, 2) }],
    },
    EnableService: {
      calls: '`terminal.startTransaction`, `terminal.endCardAcquisition`',
      build: ({ servicesEnabled, ...screen }) =>
        servicesEnabled === undefined
          ? protocol.enableServiceRequest(screen)
          : protocol.startTransactionRequest({ servicesEnabled, ...screen }),
      members: {
        servicesEnabled: required(['Payment', 'CardAcquisition'], ['Loyalty']),
        lines: required(['A'], ['B', 'C']),
        icon: required('Accepted', 'Declined'),
      },
      also: [{ lines: [['A']] }],
    },
  };
}
