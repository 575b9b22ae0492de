import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MESSAGE_CLASS_OF, TRANSACTION_CATEGORIES } from '../../../protocol/header.ts';
import * as protocol from '../../../protocol/index.ts';
import { REQUEST_SCHEMAS } from '../../../engine/requests/request-schemas.ts';
import { terminalApiPage } from '../../../tools/terminal-api/page.mjs';
import { builders, SENT_BY_ITSELF } from '../../../tools/terminal-api/requests.mjs';
import { ADYEN_MODELS } from '../../support/messages/adyen-models.ts';

const page = readFileSync(new URL('../../../docs/terminal-api.md', import.meta.url), 'utf8');
const categories = Object.keys(MESSAGE_CLASS_OF);

/** Without what a formatter does to a table. */
const words = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

/** The members of a table, by the heading it is under and what it is of. */
function tableOf(heading: string, of: string): string[] {
  const [, section = ''] = new RegExp(`^## ${heading}\\n([^]*?)(?=^## |(?![^]))`, 'm').exec(page) ?? [];
  const [, table = ''] = new RegExp(`^\\| member of the ${of} [^]*?\\n((?:\\|.*\\n)+)`, 'm').exec(section) ?? [];
  return Array.from(table.matchAll(/^\| `([^`]+)`/gm), ([, name = '']) => name);
}

const messages = Object.keys(ADYEN_MODELS).flatMap((model) => {
  const [, category, kind] = /^(.+?)(Request|Response)$/.exec(model) ?? [];
  const isMessage = category !== undefined && (categories.includes(category) || ['PIN', 'Transmit'].includes(category));
  return isMessage ? [{ model, category, of: kind === 'Request' ? 'request' : 'answer' }] : [];
});

describe('docs/terminal-api.md', () => {
  it('is made of the builders, the readers and the models of today (npm run api writes it)', () => {
    const today = terminalApiPage({
      protocol,
      models: ADYEN_MODELS,
      categories,
      transactions: TRANSACTION_CATEGORIES,
    });
    expect(words(page)).toBe(words(today));
  });

  it('has every category that is sent', () => {
    expect(categories.filter((category) => !page.includes(`\n## ${category}\n`))).toEqual([]);
  });

  it.each(messages)("has every member of Adyen's $model, or says why the message is left out", (message) => {
    const { model, category, of } = message;
    if (page.includes(`\n## ${category}\n\nLeft out: `)) return;
    const members = (ADYEN_MODELS[model]?.getAttributeTypeMap?.() ?? []).map(({ baseName }) => baseName);
    const listed = tableOf(category, of);
    const missing = members.filter((name) => !listed.some((row) => row === name || row.startsWith(`${name}.`)));
    expect(missing).toEqual([]);
  });

  it('says of each message without a call why it has none', () => {
    expect(page).not.toContain('undefined');
    expect(words(page)).toMatch(/\n\| \[CardReaderAPDU\]\(#cardreaderapdu\) \| through `request`: \w/);
  });

  const calls = { Payment: 'payment', Reversal: 'refund', CardAcquisition: 'cardAcquisition' } as const;
  it.each(Object.entries(calls))('names members of %s as the call has them', (category, call) => {
    const names = Object.keys(builders(protocol)[category]?.members ?? {}).filter(
      (name) => !SENT_BY_ITSELF.includes(name),
    );
    expect(Object.keys(REQUEST_SCHEMAS[call].shape)).toEqual(expect.arrayContaining(names));
  });

  it.each([
    ['PaymentTransaction.AmountsReq.TipAmount', '`tip`'],
    ['PaymentTransaction.TransactionConditions.ForceEntryMode', '`forceEntryMode`'],
    ['PaymentTransaction.SaleItem', '`transact`'],
    ['PaymentResult.PaymentAcquirerData.ApprovalCode', '`authorisation.code`'],
    ['PaymentResult.PaymentInstrumentData.CardData.SensitiveCardData', 'left out: card data that must stay secret'],
    ['StoredValueResult.StoredValueAccountStatus.CurrentBalance', '`giftCard.items.balance`, `giftCardBalance`'],
    ['InputData.MaskCharactersFlag', '`masked`'],
    ['InputData.MinLength', '`minLength`, `chosenMin`'],
    ['DisplayOutput.OutputContent.OutputText.Text', '`question`, `detail`, `cancelLabel`, `confirmLabel`'],
    ['DisplayOutput.OutputContent.OutputText.Text', '`lines`, `header`, `footer`, `image`'],
    ['PrintOutput.OutputContent.OutputBarcode.BarcodeValue', '`qrCode`'],
    ['PrintOutput.OutputContent.OutputXHTML', '`image`, `xhtml`'],
    ['InputResult.Input.DigitInput', '`digits`, `decimal`, `phoneNumber`, `rating`'],
    ['ServicesEnabled', '`servicesEnabled`'],
    ['StoredValueData.StoredValueTransactionType', '`items.type`'],
    ['PaymentData.PaymentType', 'sent by itself'],
    ['PaymentReceipt.OutputContent.OutputXHTML', '`receipts.content`'],
  ])('says of %s: %s', (path, says) => {
    expect(words(page)).toContain(`\n| \`${path}\` | ${says} |`);
  });
});
