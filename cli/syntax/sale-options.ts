import { Option, type Command } from 'commander';
import { LISTENER, TRANSACTION, withSettings, collect } from './options.ts';

// Options of several commands that start a transaction. Their names are those of the library, which checks the values.

/** A command that starts a transaction: its settings, and what every one of them has. */
export function transactionCommand(command: Command): Command {
  return withSettings(command, [...TRANSACTION, ...LISTENER])
    .option('--reference <text>', 'your reference for this attempt: 1 to 80 characters (required)')
    .option('--no-listen', 'shows no progress, whatever the settings say of a listener')
    .option('--queue', 'waits in line while another transaction has the terminal');
}

/** Options about the sale. */
export function withSale(command: Command): Command {
  return command
    .option('--sale-reference-id <text>', 'links the requests of one sale (SaleReferenceID)')
    .option('--operator-id <text>', 'who serves (OperatorID)')
    .option('--operator-language <code>', 'ISO 639, for example en (OperatorLanguage)')
    .option('--shift-number <text>', 'ShiftNumber')
    .option('--totals-group-id <text>', 'the group that totals count it in (TotalsGroupID)')
    .option('--token-requested-type <name>', 'Customer: the answer has the alias of the card (TokenRequestedType)')
    .option('--customer-order-id <text>', 'CustomerOrderID')
    .option('--shopper-reference <text>', 'your name for the shopper, as tokens need it (SaleToAcquirerData)')
    .option('--tender-option <name>', 'for example AskGratuity or ReceiptHandler; may be given several times', collect)
    .option(
      '--sale-to-acquirer-data <json>',
      `further data for the platform, as {"authorisationType":"PreAuth","metadata":{"table":"4"}}`,
    )
    .option('--receipts', 'prints the receipts here instead of on the terminal (tender option ReceiptHandler)');
}

/** Options about the card, and how it is read. */
export function withCard(command: Command): Command {
  return command
    .option('--force-entry-mode <name>', 'the only way to read the card, as Keyed; may be given several times', collect)
    .option('--allowed-payment-brand <name>', 'a brand to accept, as visa; may be given several times', collect)
    .option('--customer-language <code>', "of the shopper's screens: ISO 639, for example en")
    .option('--loyalty-handling <name>', 'for example Forbidden (LoyaltyHandling)');
}

/** Options about the card that a payment and an unreferenced refund have besides. */
export function withPayment(command: Command): Command {
  return withGiftCard(withAcquisition(withCard(command)))
    .option('--debit-preferred', 'of a card with several applications the debit one (DebitPreferredFlag)')
    .option('--force-online', 'no approval without the platform (ForceOnlineFlag)')
    .option('--merchant-category-code <digits>', '3 or 4 digits (MerchantCategoryCode)');
}

/** Options that name an earlier card acquisition. */
export function withAcquisition(command: Command): Command {
  return command
    .option('--acquisition <id>', 'continues with the card of `tenderline acquire`, by its id in the journal')
    .option('--acquisition-transaction-id <text>', 'or by its POITransactionID: the TransactionID, exactly as given')
    .option('--acquisition-timestamp <text>', 'and the TimeStamp, exactly as it was given');
}

/** Options about a gift card. Its number is worth money, and other users of a machine see its command lines. */
export function withGiftCard(command: Command): Command {
  return command
    .option('--gift-card-file <file>', 'file that holds the number of a gift card that was scanned; - is stdin')
    .addOption(
      new Option('--gift-card-entry-mode <name>', 'how it was read; without a number the terminal asks for it').choices(
        ['Scanned', 'MagStripe', 'Keyed', 'Manual', 'Contactless', 'ICC'],
      ),
    )
    .option('--gift-card-provider <name>', 'its issuer, for example svs');
}
