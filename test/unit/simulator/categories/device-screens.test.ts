import { describe, expect, it } from 'vitest';
import { rootOf } from '../../../../simulator/categories/device/markup.ts';
import { GIF, PNG } from '../../../support/messages/images.ts';
import { at, header, message, type Json } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';
import { input, inputScreen, MENU, SCREEN } from '../../../support/messages/terminal-messages.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const print = (OutputContent: Json, more: Json = {}) =>
  message(header('Print', 'P1'), {
    PrintOutput: { DocumentQualifier: 'Document', ResponseMode: 'PrintEnd', OutputContent, ...more },
  });
const display = (...contents: Json[]) =>
  message(header('Display', 'X1'), {
    DisplayOutput: contents.map((OutputContent) => ({ ...SCREEN, OutputContent })),
  });
const outputsOf = ({ effects }: CoreBench) => effects.filter(({ kind }) => kind === 'displayed' || kind === 'printed');

const text = (...lines: string[]) => ({ OutputFormat: 'Text', OutputText: lines.map((Text) => ({ Text })) });
const qrCode = (BarcodeType = 'QRCode') => ({
  OutputFormat: 'BarCode',
  OutputBarcode: { BarcodeType, BarcodeValue: 'https://shop.example' },
});
const xhtml = (document: string) => ({ OutputFormat: 'XHTML', OutputXHTML: base64(document) });
const predefined = (ReferenceID: string, ...lines: string[]) => ({
  ...text(...lines),
  OutputFormat: 'MessageRef',
  PredefinedContent: { ReferenceID },
});
const image = (kind: string, content: string) => ({ image: { kind, base64: content } });
const img = (source: string) => xhtml(`<?xml version="1.0" encoding="UTF-8"?><img src="${source}"/>`);

describe('the paper', () => {
  it.each([
    ['a QR code', qrCode(), { lines: [], qrCode: 'https://shop.example' }],
    ['an image in the one form that works', img(`data:image/png;base64, ${PNG}`), { lines: [], ...image('PNG', PNG) }],
    ['nothing of an image without the space', img(`data:image/png;base64,${PNG}`), { lines: [] }],
    ['nothing of an image in a document', xhtml(`<p><img src="data:image/png;base64, ${PNG}"/></p>`), { lines: [] }],
    ['nothing of a document of text', xhtml('<?xml version="1.0"?><p>Hello</p>'), { lines: [] }],
    ['nothing of another bar code', qrCode('EAN13'), { lines: [] }],
  ])('has %s, and the answer is Success', (_, content, paper) => {
    const bench = new CoreBench();
    expect(verdictOf(bench.exchange(print(content)))).toBe('Success');
    expect(outputsOf(bench)).toEqual([{ kind: 'printed', ...paper }]);
  });

  it.each([
    ['an unknown format', { OutputFormat: 'PDF' }],
    ['a text that is missing', { OutputFormat: 'Text' }],
    ['two formats', { ...qrCode(), ...text('a') }],
    ['an unknown style', { OutputFormat: 'Text', OutputText: [{ Text: 'a', CharacterStyle: 'Loud' }] }],
    ['a document that is too long', { OutputFormat: 'XHTML', OutputXHTML: 'A'.repeat(262_145) }],
  ])('has nothing of %s, which is a MessageFormat failure', (_, content) => {
    const bench = new CoreBench();
    expect(verdictOf(bench.exchange(print(content)))).toBe('MessageFormat');
    expect(outputsOf(bench)).toEqual([]);
  });

  it('has no document of an unknown qualifier', () => {
    expect(verdictOf(new CoreBench().exchange(print(text('a'), { DocumentQualifier: 'Bill' })))).toBe('MessageFormat');
  });

  it('is out: DeviceOut, and nothing is printed', () => {
    const bench = new CoreBench({ printerStatus: 'NoPaper' });
    expect(verdictOf(bench.exchange(print(text('a'))))).toBe('DeviceOut');
    expect(outputsOf(bench)).toEqual([]);
  });
});

describe('the screen', () => {
  const receipt = '<?xml version="1.0"?><screen name="virtual-receipt.xslt"><lines/></screen>';
  it.each([
    ['a QR code', qrCode(), { lines: [], qrCode: 'https://shop.example' }],
    ['an image', predefined('Image', GIF), { lines: [], ...image('GIF', GIF) }],
    ['the idle screen', predefined('Idle'), { lines: [], screen: 'Idle' }],
    ['a virtual receipt', xhtml(receipt), { lines: [], xhtml: receipt }],
    ['the idle screen of older models', xhtml('<screen/>'), { lines: [], screen: 'Idle' }],
  ])('has %s', (_, content, screen) => {
    const bench = new CoreBench();
    expect(verdictOf(bench.exchange(display(content)))).toBe('Success');
    expect(outputsOf(bench)).toEqual([{ kind: 'displayed', ...screen }]);
  });

  it('has a menu below its text', () => {
    const bench = new CoreBench();
    bench.exchange(message(header('Display', 'X1'), { DisplayOutput: [{ ...SCREEN, ...MENU }] }));
    expect(outputsOf(bench)).toEqual([{ kind: 'displayed', lines: ['Join the club?', 'Tea', 'Coffee', 'Water'] }]);
  });

  it('has nothing of an object in place of the list, which is answered with nothing', () => {
    const bench = new CoreBench();
    expect(bench.exchange(message(header('Display', 'X1'), { DisplayOutput: SCREEN }))).toEqual({});
    expect(outputsOf(bench)).toEqual([]);
  });

  it.each([
    ['an unknown format', { OutputFormat: 'HTML' }, 'Unsupported output format'],
    ['another bar code', qrCode('EAN13'), 'Unsupported bar code EAN13'],
    ['an unknown screen', predefined('Party'), 'Unknown ReferenceID Party'],
    ['an image that is none', predefined('Image', 'AAAA'), 'The image cannot be read'],
    ['a layout that the model lacks', xhtml('<screen name="other.xslt"/>'), 'Unknown layout other.xslt'],
    ['a text that was not escaped', xhtml('<screen name="virtual-receipt.xslt">a & b</screen>'), 'cannot be read'],
    ['another document', xhtml('<p/>'), 'The document cannot be read'],
  ])('has nothing of %s, which fails, nor of what stands beside it', (_, content, words) => {
    const bench = new CoreBench();
    const body = bench.exchange(display(content, text('Welcome')));
    expect(verdictOf(body)).toBe('MessageFormat');
    expect(pairsOf(body)['message']).toContain(words);
    expect(outputsOf(bench)).toEqual([]);
  });

  it.each([
    ['<a><b c="d"/>e</a>', { name: 'a', attributes: '' }],
    ['<a>&amp;&#38;&#x26;</a>', { name: 'a', attributes: '' }],
    ['<a><b></a></b>', undefined],
    ['<a>', undefined],
    ['<a/><b/>', undefined],
    ['<a/>b', undefined],
    ['<a>1 < 2</a>', undefined],
    ['a', undefined],
    ['', undefined],
  ])('reads the document %j as a strict parser does', (document, root) => {
    expect(rootOf(document)).toEqual(root);
  });
});

describe('an Input', () => {
  const ask = (command: string, screen: string, texts: number, data: Json = {}, more: Json = {}) =>
    new CoreBench().exchange(
      input('I1', command, { ...inputScreen(screen, ...Array<string>(texts).fill('x')), ...more }, data),
    );
  const entered = (body: unknown) => at(body, 'InputResult', 'Input');

  it.each([
    ['GetConfirmation', 'GetSignature', 2, { ConfirmedFlag: true }],
    ['GetConfirmation', 'GetSignature', 4, { ConfirmedFlag: true }],
    ['DigitString', 'GetPhoneNumber', 1, { DigitInput: '+31600000000' }],
    ['DigitString', 'GetRating', 2, { DigitInput: '8' }],
    ['DigitString', 'GetOneKeyRating', 1, { DigitInput: '8' }],
    ['GetAnyKey', 'GetAnyKey', 1, {}],
    ['GetFunctionKey', 'GetFunctionKey', 1, { FunctionKey: 1 }],
    ['Password', 'GetPassword', 1, { TextInput: '2468' }],
    ['SiteManager', 'SiteManager', 1, { ConfirmedFlag: true }],
    ['SiteManager', 'SiteManager', 4, { ConfirmedFlag: true }],
  ])('%s on the screen %s with %d texts is answered', (command, screen, texts, answer) => {
    const body = ask(command, screen, texts);
    expect([verdictOf(body), entered(body)]).toEqual(['Success', { InputCommand: command, ...answer }]);
  });

  it('for a signature has the drawing beside its answer', () => {
    const body = ask('GetConfirmation', 'GetSignature', 2);
    expect(pairsOf(body)['responseData']).toBe('{"strokes":[]}');
  });

  it('for an amount is answered as text where that is set', () => {
    const bench = new CoreBench({ input: { does: 'answers', decimal: '10.00', decimalIn: 'TextInput' } });
    expect(entered(bench.exchange(input('I1', 'DecimalString')))).toEqual({
      InputCommand: 'DecimalString',
      TextInput: '10.00',
    });
  });

  const entry = (OutputFormat: string, ...lines: string[]) => ({ ...text(...lines), OutputFormat });
  it.each([
    ['no ReferenceID', ask('TextString', 'GetText', 1, {}, SCREEN), 'field ReferenceID: Missing'],
    ['the screen of another command', ask('TextString', 'GetDigit', 1), 'field ReferenceID: Invalid'],
    ['an unknown screen', ask('TextString', 'GetJoke', 1), 'field ReferenceID: Invalid'],
    ['three texts of four', ask('GetConfirmation', 'GetConfirmation', 3), 'OutputText: Expected 4, found 3'],
    ['one text of two', ask('GetConfirmation', 'GetSignature', 1), 'OutputText: Expected 2 or 3 or 4, found 1'],
    ['two texts of one', ask('TextString', 'GetText', 2), 'OutputText: Expected 1, found 2'],
    [
      'two texts where several are chosen',
      ask('GetMenuEntry', 'MenuButtons', 2, { MaxLength: 2 }, MENU),
      'OutputText: Expected 1, found 2',
    ],
    [
      'a menu of another format',
      ask('GetMenuEntry', 'MenuButtons', 1, {}, { MenuEntry: [entry('XHTML', 'a')] }),
      "'MenuEntry': Value not supported",
    ],
    [
      'entries of two texts where several are chosen',
      ask('GetMenuEntry', 'MenuButtons', 1, { MinLength: 1 }, { MenuEntry: [entry('Text', 'a', 'b')] }),
      "'MenuEntry': Value not supported",
    ],
    [
      'a list in place of the object',
      new CoreBench().exchange(
        message(header('Input', 'I1'), {
          DisplayOutput: [SCREEN],
          InputData: { Device: 'a', InfoQualify: 'b', InputCommand: 'TextString' },
        }),
      ),
      'field DisplayOutput: Expected JSON object',
    ],
  ])('with %s is a MessageFormat failure', (_, body, line) => {
    expect(at(body, 'InputResult', 'Response', 'ErrorCondition')).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toContain(line);
  });
});

describe('a scan', () => {
  it.each([[42], ['lane-7']])('for the session %j is answered', (Id) => {
    const operation = { Session: { Id, Type: 'Once' }, Operation: [{ Type: 'ScanBarcode', TimeoutMs: 30_000 }] };
    const ServiceIdentification = base64(JSON.stringify(operation));
    const bench = new CoreBench({ input: { does: 'answers', barcode: { data: '4001234', symbology: 'EAN8' } } });
    expect(verdictOf(bench.exchange(message(header('Admin', 'S1'), { ServiceIdentification })))).toBe('Success');
  });
});

describe('a person at the terminal', () => {
  const waiting = () => {
    const bench = new CoreBench({ input: { does: 'neverAnswers' } });
    return { bench, reply: bench.send(input('I1', 'GetMenuEntry', MENU, { MaxInputTime: 30 })) };
  };

  it('answers the Input that waits', () => {
    const { bench, reply } = waiting();
    bench.handle({ kind: 'personActs', plan: { does: 'answers', chosen: [1] } });
    expect(at(bodyOf(reply()), 'InputResult', 'Input', 'MenuEntryNumber')).toEqual([0, 1, 0]);
    expect(bench.timersArmed).toEqual([]);
  });

  it('presses the red key', () => {
    const { bench, reply } = waiting();
    bench.handle({ kind: 'personActs', plan: { does: 'cancels' } });
    expect(verdictOf(bodyOf(reply()))).toBe('Cancel');
  });

  it('walks away from a question that would have been answered, and the time runs out', () => {
    const bench = new CoreBench();
    const reply = bench.send(input('I1', 'TextString', {}, { MaxInputTime: 30 }));
    bench.handle({ kind: 'personActs', plan: { does: 'neverAnswers' } });
    bench.advance(29_999);
    expect(reply()).toBeUndefined();
    bench.advance(1);
    expect(verdictOf(bodyOf(reply()))).toBe('Cancel');
  });

  it('cannot answer where nothing is asked', () => {
    const bench = new CoreBench();
    bench.handle({ kind: 'personActs', plan: { does: 'answers' } });
    expect(bench.effects).toEqual([]);
  });
});

describe('an InputUpdate', () => {
  const update = (ServiceID: string, more: Json = {}) =>
    message(header('InputUpdate', 'U1'), {
      MessageReference: { MessageCategory: 'Input', ServiceID },
      OutputContent: text('Which drink?'),
      ...more,
    });

  it('changes the Input that waits, which is answered as it is then', () => {
    const bench = new CoreBench({ input: { does: 'neverAnswers' } });
    const reply = bench.send(input('I1', 'GetMenuEntry', MENU));
    const changed = bench.send(update('I1', { MenuEntry: [text('Milk')] }));
    expect(at(bodyOf(changed()), 'OutputResult', 'Response', 'Result')).toBe('Success');
    expect(bench.effects).toContainEqual({ kind: 'displayed', lines: ['Which drink?', 'Milk'] });
    expect(reply()).toBeUndefined();
    bench.handle({ kind: 'personActs', plan: { does: 'answers', chosen: [0] } });
    expect(at(bodyOf(reply()), 'InputResult', 'Input', 'MenuEntryNumber')).toEqual([1]);
  });

  it.each([
    ['of another Input', 'I2', {}, 'NotFound'],
    ['without content', 'I1', { OutputContent: undefined }, 'MessageFormat'],
  ])('%s changes nothing', (_, ServiceID, more, condition) => {
    const bench = new CoreBench({ input: { does: 'neverAnswers' } });
    const reply = bench.send(input('I1', 'TextString'));
    const changed = bench.send(update(ServiceID, more));
    expect(at(bodyOf(changed()), 'OutputResult', 'Response', 'ErrorCondition')).toBe(condition);
    expect(reply()).toBeUndefined();
  });

  it('of nothing is NotFound', () => {
    expect(at(new CoreBench().exchange(update('I1')), 'OutputResult', 'Response', 'ErrorCondition')).toBe('NotFound');
  });
});
