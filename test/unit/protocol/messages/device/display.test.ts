import { describe, expect, it } from 'vitest';
import { displayRequest } from '../../../../../protocol/messages/device/display.ts';
import { virtualReceiptXml } from '../../../../../protocol/messages/device/output/virtual-receipt.ts';
import { GIF, PNG } from '../../../../support/messages/images.ts';
import { refusalOf } from '../../../../support/refusal.ts';

const SCREEN = { Device: 'CustomerDisplay', InfoQualify: 'Display' };
const text = (Text: string) => ({ ...SCREEN, OutputContent: { OutputFormat: 'Text', OutputText: [{ Text }] } });
const outputsOf = (input: Parameters<typeof displayRequest>[0]) => displayRequest(input).DisplayOutput;
const eur = (value: number) => ({ currency: 'EUR', value });

describe('a Display', () => {
  const code = {
    ...SCREEN,
    OutputContent: {
      OutputFormat: 'BarCode',
      OutputBarcode: { BarcodeType: 'QRCode', BarcodeValue: 'weixin://pay 1' },
    },
  };

  it.each([
    ['alone', {}, []],
    ['with a header', { header: 'Scan' }, [text('Scan')]],
    ['with a header and a footer', { header: 'Scan', footer: 'Thanks' }, [text('Scan'), text('Thanks')]],
    ['with a footer alone', { footer: 'Thanks' }, [text(''), text('Thanks')]],
  ])('of a QR code %s is a list of outputs, the code first and as it is', (_, around, texts) => {
    expect(outputsOf({ qrCode: 'weixin://pay 1', ...around })).toEqual([code, ...texts]);
  });

  it('has its time with the first output', () => {
    const [first, second] = outputsOf({ qrCode: 'a', header: 'b', minimumSeconds: 90 });
    expect([first, second]).toEqual([expect.objectContaining({ MinimumDisplayTime: 90 }), text('b')]);
  });

  it.each([PNG, GIF])('of an image names the screen for it', (image) => {
    expect(outputsOf({ image })).toEqual([
      {
        ...SCREEN,
        OutputContent: {
          OutputFormat: 'MessageRef',
          PredefinedContent: { ReferenceID: 'Image' },
          OutputText: [{ Text: image }],
        },
      },
    ]);
  });

  it('goes back to the idle screen, as a list too', () => {
    expect(outputsOf({ idle: true })).toEqual([
      { ...SCREEN, OutputContent: { OutputFormat: 'MessageRef', PredefinedContent: { ReferenceID: 'Idle' } } },
    ]);
  });

  it('has the entries of a menu beside its text', () => {
    const menu = ['Tea', { text: 'Coffee', detail: 'black', tag: 'NonSelectable', selected: true }] as const;
    expect(outputsOf({ lines: ['Today'], menu })).toEqual([
      {
        ...text('Today'),
        MenuEntry: [
          { OutputFormat: 'Text', OutputText: [{ Text: 'Tea' }] },
          {
            OutputFormat: 'Text',
            OutputText: [{ Text: 'Coffee' }, { Text: 'black' }],
            MenuEntryTag: 'NonSelectable',
            DefaultSelectedFlag: true,
          },
        ],
      },
    ]);
  });

  it('of a document sends it as it is', () => {
    expect(outputsOf({ xhtml: '<screen/>' })).toEqual([
      { ...SCREEN, OutputContent: { OutputFormat: 'XHTML', OutputXHTML: Buffer.from('<screen/>').toString('base64') } },
    ]);
  });

  const total = eur(100);
  it.each([
    ['two contents', { qrCode: 'a', image: PNG }, 'ERR_INPUT_REQUEST', 'found "image"'],
    ['an image that is none', { image: 'AAAA' }, 'ERR_INPUT_IMAGE', 'the base64 of a PNG, JPEG, GIF, BMP file'],
    ['idle that is off', { idle: false }, 'ERR_INPUT_REQUEST', 'idle'],
    ['a menu without a text', { menu: ['Tea'] }, 'ERR_INPUT_TEXT', 'lines'],
    ['a menu of twenty-one', { lines: ['a'], menu: Array(21).fill('x') }, 'ERR_INPUT_MENU', 'menu'],
    ['an unknown tag', { lines: ['a'], menu: [{ text: 'x', tag: 'Big' }] }, 'ERR_INPUT_MENU', 'menu[0].tag'],
    ['a receipt without total', { virtualReceipt: { lines: [] } }, 'ERR_INPUT_VIRTUAL_RECEIPT', 'total'],
    [
      'half a cent',
      { virtualReceipt: { total, lines: [{ description: 'Tea', amount: eur(0.5) }] } },
      'ERR_INPUT_VIRTUAL_RECEIPT',
      'virtualReceipt.lines[0].amount.value',
    ],
    [
      'a receipt that is too long',
      { virtualReceipt: { total, lines: [{ description: 'x'.repeat(200_000), amount: total }] } },
      'ERR_INPUT_VIRTUAL_RECEIPT',
      'at most 262144',
    ],
  ])('with %s is refused before anything is sent', (_, input, errorCode, message) => {
    expect(refusalOf(() => displayRequest(Object(input)))).toMatchObject({
      code: errorCode,
      message: expect.stringContaining(message),
    });
  });
});

describe('a virtual receipt', () => {
  const receipt = {
    header: 'Fish & chips <"today">',
    lines: [
      {
        count: 2,
        description: "O'Brien's \u0000tea",
        amount: eur(1000),
        subtitle: 'hot',
        icon: 'https://a.example/?a=1&b=2',
      },
      { description: 'Discount', amount: eur(-50) },
    ],
    subtotal: eur(950),
    tax: eur(157),
    total: eur(950),
    qrCode: { header: 'Scan', value: 'https://shop.example/?a=1&b=2', footer: 'me' },
  };

  it('is a screen in its layout, with every text escaped', () => {
    const amount = (value: string) => `<currency>EUR</currency><value>${value}</value>`;
    expect(virtualReceiptXml(receipt)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><screen name="virtual-receipt.xslt">' +
        '<qrcodeblock><header>Scan</header><qrcode>https://shop.example/?a=1&amp;b=2</qrcode><footer>me</footer></qrcodeblock>' +
        '<list-header>Fish &amp; chips &lt;&quot;today&quot;&gt;</list-header>' +
        '<lines>' +
        '<line><count>2</count><description>O&apos;Brien&apos;s ?tea</description><subtitle>hot</subtitle>' +
        `<icon>https://a.example/?a=1&amp;b=2</icon><amount>${amount('1000')}</amount></line>` +
        `<line><count>1</count><description>Discount</description><amount>${amount('-50')}</amount></line>` +
        '</lines>' +
        `<subtotal>${amount('950')}</subtotal><tax>${amount('157')}</tax><total>${amount('950')}</total></screen>`,
    );
  });

  it('has its amounts in major units, and another layout, where that is set', () => {
    const xml = virtualReceiptXml({ ...receipt, amountsIn: 'majorUnits', layout: 'a"b.xslt' });
    expect(xml).toContain('<value>10.00</value>');
    expect(xml).toContain('<value>-0.50</value>');
    expect(xml).toContain('<screen name="a&quot;b.xslt">');
  });
});
