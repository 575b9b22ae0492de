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
   * The card is a gift card with this number. Default: it is a bank card. A payment with a gift card is charged as with any other
   * card, and leaves its balance as it is.
   */
  readonly giftCard?: string | undefined;
  /**
   * How the card gets to the terminal. Default `contactless`; a payment with an acquired card has it in the chip reader, and one
   * with tender option MOTO has it typed in, whatever this says.
   */
  readonly card?: 'contactless' | 'chip' | 'stripe' | undefined;
  /** The terminal asks for the PIN. Default: for a chip card, and for a shopper who enters a wrong one. */
  readonly pin?: boolean | undefined;
  /** The terminal asks for a signature once the host approves, and staff accept it. Default: for a card with a stripe. */
  readonly signs?: boolean | undefined;
  /** The terminal offers the currency of the card, and the shopper's choice. Default: no offer. The response does not show it. */
  readonly dcc?: 'accepted' | 'rejected' | undefined;
  /** The terminal prints a receipt, if it can and the till does not. Default: unless the card was contactless. */
  readonly takesReceipt?: boolean | undefined;
}

/** What the person at the terminal does with an Input. Members that are left out are as in the settings. */
export interface InputPlan {
  /**
   * - `answers`: gives the answer that fits the command, of those below
   * - `cancels`: presses the red key
   * - `neverAnswers`: the terminal gives up after MaxInputTime
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
}
