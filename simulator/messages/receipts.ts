import { toDecimal, type Amount } from '../../protocol/money.ts';
import { formText, type Pairs } from './text-encoding.ts';
import { isoTime, type WireObject } from './wire-object.ts';

/** The contents of a receipt. */
export interface ReceiptContents {
  readonly kind: 'payment' | 'refund' | 'void';
  readonly atMs: number;
  readonly amount: Amount | undefined;
  readonly POIID: string;
  readonly tenderReference: string;
  readonly reference: string;
  readonly authCode?: string;
  readonly maskedPan?: string;
  /** The shopper signs the cashier's copy. */
  readonly isSigned?: boolean;
}

interface Line {
  readonly pairs: Pairs;
  readonly bold?: boolean;
}

/** The cashier's and the customer's copy, line by line in form pairs (reference 4.6). */
export function receiptsOf(contents: ReceiptContents): readonly WireObject[] {
  const common = [...purchaseLines(contents), ...resultLines(contents)];
  return [
    {
      ...receipt('CashierReceipt', [{ pairs: { name: 'MERCHANT COPY', key: 'merchantTitle' }, bold: true }, ...common]),
      RequiredSignatureFlag: contents.isSigned === true,
    },
    receipt('CustomerReceipt', [...common, { pairs: { name: 'Thank you', key: 'thanks' } }]),
  ];
}

function purchaseLines(contents: ReceiptContents): Line[] {
  const [date = '', time = ''] = isoTime(contents.atMs).split('T');
  return [
    { pairs: { key: 'header1' }, bold: true },
    { pairs: { key: 'header2' }, bold: true },
    { pairs: { key: 'filler' } },
    { pairs: { name: 'Date', value: date.split('-').toReversed().join('/'), key: 'txdate' } },
    { pairs: { name: 'Time', value: time.slice(0, 8), key: 'txtime' } },
    ...labelled('Card', contents.maskedPan, 'pan'),
    { pairs: { name: 'PTID', value: contents.POIID.slice(contents.POIID.lastIndexOf('-') + 1), key: 'ptid' } },
    ...labelled('Auth. code', contents.authCode, 'authCode'),
    { pairs: { name: 'Tender', value: contents.tenderReference, key: 'txRef' } },
    ...labelled('Reference', contents.reference === '' ? undefined : contents.reference, 'mref'),
    { pairs: { key: 'filler' } },
  ];
}

function resultLines({ kind, amount }: ReceiptContents): Line[] {
  const total = amount === undefined ? undefined : `${amount.currency} ${toDecimal(amount)}`;
  const result: Pairs =
    kind === 'void' ? { name: '*VOID REQUESTED*', key: 'void' } : { name: 'APPROVED', key: 'approved' };
  return [
    { pairs: { name: 'Type', value: kind === 'payment' ? 'GOODS_SERVICES' : 'REFUND', key: 'txtype' } },
    ...labelled('TOTAL', total, 'totalAmount').map((line) => ({ ...line, bold: true })),
    { pairs: result, bold: true },
    { pairs: { name: 'Please retain for your records', key: 'retain' } },
  ];
}

function labelled(name: string, value: string | undefined, key: string): Line[] {
  return value === undefined ? [] : [{ pairs: { name, value, key } }];
}

function receipt(DocumentQualifier: string, lines: readonly Line[]): WireObject {
  return {
    DocumentQualifier,
    RequiredSignatureFlag: false,
    OutputContent: {
      OutputFormat: 'Text',
      OutputText: lines.map(({ pairs, bold }) => ({
        Text: formText(pairs),
        ...(bold === true && { CharacterStyle: 'Bold' }),
        EndOfLineFlag: true,
      })),
    },
  };
}
