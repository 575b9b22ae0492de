/** What the shopper does at the terminal in one payment. */
export interface ShopperPlan {
  /**
   * - `presentsCard`: the host then answers by the amount (reference 11.2)
   * - `cancels`: presses the red key
   * - `neverPresents`: walks away; the terminal gives up after `presentationTimeoutMs`
   * - `entersWrongPin`: the host refuses the PIN
   * - `removesCard`: takes the card out before it is read
   */
  readonly does: 'presentsCard' | 'cancels' | 'neverPresents' | 'entersWrongPin' | 'removesCard';
  /** When, in milliseconds after the terminal asks for the card. Default: `cardAfterMs` of the settings. */
  readonly afterMs?: number | undefined;
  /**
   * The tip the shopper gives when asked (tender option AskGratuity), or in place of the one that was agreed at the till: minor units
   * of the payment's currency, 0 for none. Default: the one from the till, or none.
   */
  readonly tip?: number | undefined;
  /**
   * What the card can pay: minor units of the payment's currency. Less than the requested amount is a partial approval with tender
   * option AllowPartialAuthorisation, and a refusal without it.
   */
  readonly balance?: number | undefined;
  /**
   * The host's answer to the card, whatever the amount; a refusal states its reason. `fails`: there is no answer, nothing is charged,
   * and the terminal reports a final Failure of that condition, which may be one that no list has. Default: it answers by the amount.
   */
  readonly host?: 'approves' | { readonly refuses: string } | { readonly fails: string } | undefined;
  /**
   * What becomes of a tip in a partial approval, whose card cannot pay all of it. `last` (default): the goods are paid first, and the tip
   * gets what is left. `first`: the tip is paid in full, and the goods get what is left. Which of them a terminal does is UNCONFIRMED.
   */
  readonly partialTip?: 'last' | 'first' | undefined;
  /** Cash back that the till asked for. `refused`: the purchase is approved without it, which is a Partial. Default: it is approved. */
  readonly cashBack?: 'approved' | 'refused' | undefined;
  /**
   * The surcharge that the terminal takes for this card, in minor units of the payment's currency, on top. `refused`: the shopper does
   * not accept it and cancels. Default: none.
   */
  readonly surcharge?: number | 'refused' | undefined;
  /**
   * The terminal approves without the platform: by the limits of the card (`emv`), or to send it later (`storeAndForward`). It is
   * kept until `terminal.uploadOffline()`, or until a Diagnosis contacts the host. Default: the platform is asked.
   */
  readonly offline?: 'emv' | 'storeAndForward' | undefined;
  /**
   * The card is a gift card with this number. Default: it is a bank card. One that is active pays with what is on it; one that is not is
   * charged as any other card.
   */
  readonly giftCard?: string | undefined;
  /** The brand of the card. Default `mc`, or `giftcard`. One that the till does not allow is a NotAllowed failure. */
  readonly brand?: string | undefined;
  /** The kind of account behind the card. Default `CREDIT`, or `DEBIT` where the till prefers it. */
  readonly funding?: 'CREDIT' | 'DEBIT' | 'PREPAID' | undefined;
  /**
   * How the card gets to the terminal. Default `contactless`; a payment with an acquired card has it in the chip reader, and one
   * with tender option MOTO has it typed in, whatever this says. Where the till forces another entry mode, the shopper uses that.
   */
  readonly card?: 'contactless' | 'chip' | 'stripe' | undefined;
  /** A loyalty pass of the shopper's phone, which is presented with the card; with a card acquisition it is presented in its place. */
  readonly loyalty?: { readonly id: string; readonly brand?: string | undefined } | undefined;
  /** The terminal asks for the PIN. Default: for a chip card, and for a shopper who enters a wrong one. */
  readonly pin?: boolean | undefined;
  /**
   * The terminal asks for a signature once the host approves, on its screen or `onPaper`, and staff accept it or have it `rejected`, which
   * undoes the payment. Default: on the screen for a card with a stripe, and for a card whose number is typed.
   */
  readonly signs?: boolean | 'onPaper' | 'rejected' | undefined;
  /**
   * The terminal offers the currency of the card, and the shopper's choice. Default: no offer. There is none offline or with a surcharge
   * (reference 4.7).
   */
  readonly dcc?: 'accepted' | 'rejected' | undefined;
  /**
   * The offer: the currency of the card, units of it for one of the payment's, and the markup in percent, both in decimals. Default USD,
   * `1.1180`, `3.00`.
   */
  readonly dccOffer?: { readonly currency: string; readonly rate: string; readonly markup: string } | undefined;
  /**
   * A person plays the shopper: at the tip, the choice of currency, the PIN and the signature the terminal waits for `shopperActs`, whose
   * plan holds from there on; `cancels` and `removesCard` end it as long as the host was not asked. Default: the time decides.
   */
  readonly waits?: boolean | undefined;
  /** The terminal prints a receipt, if it can and the till does not. Default: unless the card was contactless. */
  readonly takesReceipt?: boolean | undefined;
}

/** What the person at the terminal does with an Input, or with a scan. Members that are left out are as in the settings. */
export interface InputPlan {
  /**
   * - `answers`: gives the answer that fits the command, of those below
   * - `cancels`: presses the red key
   * - `neverAnswers`: the terminal gives up after MaxInputTime, a scan after its TimeoutMs
   */
  readonly does: 'answers' | 'cancels' | 'neverAnswers';
  /** When, in milliseconds after the question is displayed. Default: `cardAfterMs` of the settings. */
  readonly afterMs?: number | undefined;
  /** To GetConfirmation, GetSignature and SiteManager: the button on the right, or the one on the left. */
  readonly confirmed?: boolean | undefined;
  /** To TextString. */
  readonly text?: string | undefined;
  /** To DigitString. */
  readonly digits?: string | undefined;
  /** To DecimalString. */
  readonly decimal?: string | undefined;
  /** Where the answer to DecimalString stands: models differ. Default `DigitInput`. */
  readonly decimalIn?: 'DigitInput' | 'TextInput' | undefined;
  /** To GetSignature: what is drawn, as the terminal encodes it. Default: no strokes. */
  readonly signature?: string | undefined;
  /** To GetPhoneNumber. Default `+31600000000`. */
  readonly phoneNumber?: string | undefined;
  /** To GetRating and GetOneKeyRating. Default 8. */
  readonly rating?: number | undefined;
  /** To GetFunctionKey. Default 1. */
  readonly functionKey?: number | undefined;
  /** To Password. Default `2468`. */
  readonly password?: string | undefined;
  /** To GetMenuEntry: positions in the menu, from 0. */
  readonly chosen?: readonly number[] | undefined;
  /** To a scan (Admin). */
  readonly barcode?: { readonly data: string; readonly symbology: string } | undefined;
}
