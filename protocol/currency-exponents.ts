/** The number of decimals of each currency's major unit. */
export type CurrencyExponents = Readonly<Record<string, number>>;

/**
 * Decimals of each ISO 4217 currency. Adyen's own table may differ for a few (CLP, CVE, IDR, ISK; UNCONFIRMED for
 * terminals, reference 4.3): an engine's `currencyExponents` replaces single entries.
 */
export const CURRENCY_EXPONENTS: CurrencyExponents = Object.freeze({
  ...of(
    0,
    `
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
  ),
  ...of(
    2,
    `
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD
    LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
    PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL`,
  ),
  ...of(
    3,
    `
    BHD IQD JOD KWD LYD OMR TND`,
  ),
  ...of(
    4,
    `
    CLF UYW`,
  ),
});

function of(exponent: number, currencies: string): Record<string, number> {
  return Object.fromEntries(
    currencies
      .trim()
      .split(/\s+/)
      .map((currency) => [currency, exponent]),
  );
}
