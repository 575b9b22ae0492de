/** See `DISPLAY_PHASES`. */
export type DisplayPhase =
  | 'other'
  | 'created'
  | 'tip'
  | 'card'
  | 'application'
  | 'conversion'
  | 'pin'
  | 'giftCard'
  | 'signature'
  | 'receipt'
  | 'check'
  | 'final'
  | 'after';

export interface DisplayEventRow {
  readonly phase: DisplayPhase;
  readonly en: string;
  readonly nl: string;
  readonly de: string;
  readonly fr: string;
}

/**
 * What staff are told of each event (reference 8.3). TENDER_FINAL and LOAD_COMPLETED carry no verdict, whatever `result` says:
 * a notification never decides.
 */
const ROWS: Readonly<Record<string, DisplayEventRow>> = {
  // The official events.
  TENDER_CREATED: {
    phase: 'created',
    en: 'The terminal has started the transaction.',
    nl: 'De terminal heeft de transactie gestart.',
    de: 'Das Terminal hat den Vorgang gestartet.',
    fr: 'Le terminal a démarré la transaction.',
  },
  ASK_GRATUITY: {
    phase: 'tip',
    en: 'Waiting for the customer to choose a tip.',
    nl: 'Wachten tot de klant een fooi kiest.',
    de: 'Warten auf die Eingabe des Trinkgelds.',
    fr: 'En attente du choix du pourboire.',
  },
  GRATUITY_ENTERED: {
    phase: 'tip',
    en: 'The customer has decided about the tip.',
    nl: 'De klant heeft over de fooi beslist.',
    de: 'Über das Trinkgeld wurde entschieden.',
    fr: 'Le client a décidé du pourboire.',
  },
  CARD_INSERTED: {
    phase: 'card',
    en: 'The card has been inserted.',
    nl: 'De kaart zit in de terminal.',
    de: 'Die Karte wurde eingesteckt.',
    fr: 'La carte a été insérée.',
  },
  CARD_PRESENTED: {
    phase: 'card',
    en: 'A card or phone has been held to the terminal.',
    nl: 'Een kaart of telefoon is tegen de terminal gehouden.',
    de: 'Karte oder Telefon wurde an das Terminal gehalten.',
    fr: 'Une carte ou un téléphone a été présenté au terminal.',
  },
  CARD_SWIPED: {
    phase: 'card',
    en: 'The card has been swiped.',
    nl: 'De kaart is door de lezer gehaald.',
    de: 'Die Karte wurde durchgezogen.',
    fr: 'La carte a été passée dans le lecteur.',
  },
  PROVIDE_CARD_DETAILS: {
    phase: 'card',
    en: 'Enter the card details on the terminal.',
    nl: 'Voer de kaartgegevens in op de terminal.',
    de: 'Bitte die Kartendaten am Terminal eingeben.',
    fr: 'Saisissez les données de la carte sur le terminal.',
  },
  CARD_DETAILS_PROVIDED: {
    phase: 'card',
    en: 'The card details have been entered.',
    nl: 'De kaartgegevens zijn ingevoerd.',
    de: 'Die Kartendaten wurden eingegeben.',
    fr: 'Les données de la carte ont été saisies.',
  },
  WAIT_FOR_APP_SELECTION: {
    phase: 'application',
    en: 'Waiting for the customer to choose a card application.',
    nl: 'Wachten tot de klant een kaarttoepassing kiest.',
    de: 'Warten auf die Auswahl der Kartenanwendung.',
    fr: "En attente du choix de l'application de la carte.",
  },
  APPLICATION_SELECTED: {
    phase: 'application',
    en: 'The card application has been chosen.',
    nl: 'De kaarttoepassing is gekozen.',
    de: 'Die Kartenanwendung ist ausgewählt.',
    fr: "L'application de la carte est choisie.",
  },
  ASK_DCC: {
    phase: 'conversion',
    en: 'Waiting for the customer to choose the currency.',
    nl: 'Wachten tot de klant een valuta kiest.',
    de: 'Warten auf die Wahl der Währung.',
    fr: 'En attente du choix de la devise.',
  },
  DCC_ACCEPTED: {
    phase: 'conversion',
    en: 'The customer has chosen the currency of the card.',
    nl: 'De klant heeft de valuta van de kaart gekozen.',
    de: 'Die Währung der Karte wurde gewählt.',
    fr: 'Le client a choisi la devise de sa carte.',
  },
  DCC_REJECTED: {
    phase: 'conversion',
    en: 'The customer has chosen the currency of the shop.',
    nl: 'De klant heeft de valuta van de winkel gekozen.',
    de: 'Die Währung des Geschäfts wurde gewählt.',
    fr: 'Le client a choisi la devise du magasin.',
  },
  WAIT_FOR_PIN: {
    phase: 'pin',
    en: 'Waiting for the customer to enter the PIN.',
    nl: 'Wachten tot de klant de pincode invoert.',
    de: 'Warten auf die Eingabe der PIN.',
    fr: 'En attente de la saisie du code PIN.',
  },
  PIN_ENTERED: {
    phase: 'pin',
    en: 'The PIN has been entered.',
    nl: 'De pincode is ingevoerd.',
    de: 'Die PIN wurde eingegeben.',
    fr: 'Le code PIN a été saisi.',
  },
  BALANCE_QUERY_STARTED: {
    phase: 'giftCard',
    en: 'The balance of the gift card is being requested.',
    nl: 'Het saldo van de cadeaukaart wordt opgevraagd.',
    de: 'Das Guthaben der Geschenkkarte wird abgefragt.',
    fr: 'Le solde de la carte cadeau est demandé.',
  },
  BALANCE_QUERY_COMPLETED: {
    phase: 'giftCard',
    en: 'The request for the balance has ended.',
    nl: 'Het opvragen van het saldo is klaar.',
    de: 'Die Abfrage des Guthabens ist beendet.',
    fr: 'La demande de solde est terminée.',
  },
  LOAD_STARTED: {
    phase: 'giftCard',
    en: 'The gift card is being loaded.',
    nl: 'De cadeaukaart wordt opgeladen.',
    de: 'Die Geschenkkarte wird aufgeladen.',
    fr: 'La carte cadeau est en cours de chargement.',
  },
  LOAD_COMPLETED: {
    phase: 'giftCard',
    en: 'The terminal is done with the gift card; the result is being read.',
    nl: 'De terminal is klaar met de cadeaukaart; het resultaat wordt opgehaald.',
    de: 'Das Terminal ist mit der Geschenkkarte fertig; das Ergebnis wird abgerufen.',
    fr: 'Le terminal en a fini avec la carte cadeau ; lecture du résultat en cours.',
  },
  ASK_SIGNATURE: {
    phase: 'signature',
    en: 'Waiting for the customer to sign.',
    nl: 'Wachten op de handtekening van de klant.',
    de: 'Warten auf die Unterschrift.',
    fr: 'En attente de la signature du client.',
  },
  PRINT_RECEIPT: {
    phase: 'receipt',
    en: 'The terminal is printing the receipt.',
    nl: 'De terminal drukt de bon af.',
    de: 'Das Terminal druckt den Beleg.',
    fr: 'Le terminal imprime le reçu.',
  },
  RECEIPT_PRINTED: {
    phase: 'receipt',
    en: 'The receipt has been printed.',
    nl: 'De bon is afgedrukt.',
    de: 'Der Beleg wurde gedruckt.',
    fr: 'Le reçu est imprimé.',
  },
  CHECK_SIGNATURE: {
    phase: 'check',
    en: 'Compare the signature with the one on the card.',
    nl: 'Vergelijk de handtekening met die op de kaart.',
    de: 'Bitte die Unterschrift mit der auf der Karte vergleichen.',
    fr: 'Comparez la signature avec celle de la carte.',
  },
  SIGNATURE_CHECKED: {
    phase: 'check',
    en: 'The signature has been checked.',
    nl: 'De handtekening is gecontroleerd.',
    de: 'Die Unterschrift wurde geprüft.',
    fr: 'La signature a été vérifiée.',
  },
  TENDER_FINAL: {
    phase: 'final',
    en: 'The terminal is done; the result is being read.',
    nl: 'De terminal is klaar; het resultaat wordt opgehaald.',
    de: 'Das Terminal ist fertig; das Ergebnis wird abgerufen.',
    fr: 'Le terminal a terminé ; lecture du résultat en cours.',
  },
  CARD_REMOVED: {
    phase: 'after',
    en: 'The card has been taken out.',
    nl: 'De kaart is uit de terminal gehaald.',
    de: 'Die Karte wurde entnommen.',
    fr: 'La carte a été retirée.',
  },
  // Tender states of older libraries that may come too.
  INITIAL: {
    phase: 'created',
    en: 'The terminal is getting ready.',
    nl: 'De terminal maakt zich klaar.',
    de: 'Das Terminal bereitet sich vor.',
    fr: 'Le terminal se prépare.',
  },
  ACCOUNT_TYPE_SELECTED: {
    phase: 'application',
    en: 'The type of account has been chosen.',
    nl: 'Het soort rekening is gekozen.',
    de: 'Die Art des Kontos ist ausgewählt.',
    fr: 'Le type de compte est choisi.',
  },
  PIN_DIGIT_ENTERED: {
    phase: 'pin',
    en: 'The customer is entering the PIN.',
    nl: 'De klant voert de pincode in.',
    de: 'Die PIN wird gerade eingegeben.',
    fr: 'Le client saisit son code PIN.',
  },
  REFERRAL: {
    phase: 'check',
    en: 'The card issuer must be consulted; follow the terminal.',
    nl: 'De kaartuitgever moet worden geraadpleegd; volg de terminal.',
    de: 'Rückfrage beim Kartenherausgeber nötig; bitte dem Terminal folgen.',
    fr: "L'émetteur de la carte doit être consulté ; suivez le terminal.",
  },
  REFERRAL_CHECKED: {
    phase: 'check',
    en: 'The card issuer has been consulted.',
    nl: 'De kaartuitgever is geraadpleegd.',
    de: 'Die Rückfrage beim Kartenherausgeber ist erledigt.',
    fr: "L'émetteur de la carte a été consulté.",
  },
  ACKNOWLEDGED: {
    phase: 'after',
    en: 'The end of the transaction has been acknowledged.',
    nl: 'Het einde van de transactie is bevestigd.',
    de: 'Das Ende des Vorgangs wurde bestätigt.',
    fr: 'La fin de la transaction a été confirmée.',
  },
  // Of these the place in a tender is not known.
  PROCESSING_TENDER: {
    phase: 'other',
    en: 'The terminal is processing the transaction.',
    nl: 'De terminal verwerkt de transactie.',
    de: 'Das Terminal verarbeitet den Vorgang.',
    fr: 'Le terminal traite la transaction.',
  },
  WAIT_FOR_AMOUNT_ADJUSTMENT: {
    phase: 'other',
    en: 'The terminal is waiting for the amount to be adjusted.',
    nl: 'De terminal wacht op aanpassing van het bedrag.',
    de: 'Das Terminal wartet auf die Anpassung des Betrags.',
    fr: "Le terminal attend l'ajustement du montant.",
  },
  ADDITIONAL_DATA_AVAILABLE: {
    phase: 'other',
    en: 'The terminal has further data on the transaction.',
    nl: 'De terminal heeft meer gegevens over de transactie.',
    de: 'Das Terminal hat weitere Daten zum Vorgang.',
    fr: "Le terminal dispose d'autres données sur la transaction.",
  },
  ASK_CHARITY: {
    phase: 'other',
    en: 'The customer is being asked for a donation.',
    nl: 'De klant wordt om een donatie gevraagd.',
    de: 'Es wird nach einer Spende gefragt.',
    fr: 'Un don est proposé au client.',
  },
};

/** By name, so that no name a peer sends can mean more than itself. */
export const DISPLAY_EVENTS: ReadonlyMap<string, DisplayEventRow> = new Map(Object.entries(ROWS));

export const UNKNOWN_EVENT: DisplayEventRow = {
  phase: 'other',
  en: 'The terminal is working.',
  nl: 'De terminal is bezig.',
  de: 'Das Terminal arbeitet.',
  fr: 'Le terminal est occupé.',
};
