import { header, message, type Json } from '../simulator.ts';

/** Messages beyond payments, written by hand for tests of the simulator: nothing of the engine's own builders is in them. */

export const GIFT_CARD = '6036280000000000001';

const saleData = (reference: string): Json => ({
  SaleTransactionID: { TransactionID: reference, TimeStamp: '2026-05-04T10:15:30.000Z' },
});

const content = (...lines: readonly string[]): Json => ({
  OutputFormat: 'Text',
  OutputText: lines.map((Text) => ({ Text })),
});

export const SCREEN: Json = {
  Device: 'CustomerDisplay',
  InfoQualify: 'Display',
  OutputContent: content('Join the club?'),
};

export function cardAcquisition(ServiceID: string, transaction: Json = {}): Json {
  return message(header('CardAcquisition', ServiceID), {
    SaleData: { ...saleData('ACQ-1'), TokenRequestedType: 'Customer' },
    CardAcquisitionTransaction: transaction,
  });
}

export function paymentWithCard(ServiceID: string, CardAcquisitionReference: unknown, amount = 12.34): Json {
  return message(header('Payment', ServiceID), {
    SaleData: saleData('ORDER-1'),
    PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: amount } },
    PaymentData: { CardAcquisitionReference },
  });
}

export function enableService(ServiceID: string, body: Json = { TransactionAction: 'AbortTransaction' }): Json {
  return message(header('EnableService', ServiceID), body);
}

export function account(StoredValueID: string): Json {
  return {
    StoredValueAccountType: 'GiftCard',
    EntryMode: ['Scanned'],
    IdentificationType: 'PAN',
    StoredValueID,
  };
}

export function balanceBody(about: { number?: string; cardAcquisition?: unknown }): Json {
  const { number, cardAcquisition: CardAcquisitionReference } = about;
  return {
    PaymentAccountReq: {
      ...(CardAcquisitionReference !== undefined && { CardAcquisitionReference }),
      ...(number !== undefined && {
        PaymentInstrumentData: { PaymentInstrumentType: 'StoredValue', StoredValueAccountID: account(number) },
      }),
    },
  };
}

export function balance(ServiceID: string, about: Parameters<typeof balanceBody>[0]): Json {
  return message(header('BalanceInquiry', ServiceID), balanceBody(about));
}

export function storedValue(ServiceID: string, StoredValueData: readonly Json[]): Json {
  return message(header('StoredValue', ServiceID), { SaleData: saleData('GC-1'), StoredValueData });
}

export function display(ServiceID: string): Json {
  return message(header('Display', ServiceID), { DisplayOutput: [SCREEN] });
}

/** The predefined screen of a command, and the texts that it has beside the question. */
const INPUT_SCREENS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  GetConfirmation: ['GetConfirmation', '', 'No', 'Yes'],
  TextString: ['GetText'],
  DigitString: ['GetDigit'],
  DecimalString: ['GetAmount'],
  GetMenuEntry: ['MenuButtons'],
};

export function inputScreen(ReferenceID: string, ...texts: readonly string[]): Json {
  return { ...SCREEN, OutputContent: { ...content(...texts), PredefinedContent: { ReferenceID } } };
}

export function input(ServiceID: string, InputCommand: string, more: Json = {}, data: Json = {}): Json {
  const [screen, ...texts] = INPUT_SCREENS[InputCommand] ?? [InputCommand];
  return message(header('Input', ServiceID), {
    DisplayOutput: { ...inputScreen(screen, 'Join the club?', ...texts), ...more },
    InputData: { Device: 'CustomerInput', InfoQualify: 'Input', InputCommand, ...data },
  });
}

export const MENU: Json = { MenuEntry: ['Tea', 'Coffee', 'Water'].map((entry) => content(entry)) };

export function print(ServiceID: string): Json {
  return message(header('Print', ServiceID), {
    PrintOutput: { DocumentQualifier: 'Document', ResponseMode: 'PrintEnd', OutputContent: content('Order 42') },
  });
}
