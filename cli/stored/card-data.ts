import { isObject, type JsonObject } from '../../protocol/json.ts';

/** More digits in a row than a masked number has. */
const UNMASKED = /\d{11}/;

/** Brand and masked number of the card, where the terminal gave them. A number that is not masked is left out. */
export function readCardData(response: JsonObject | undefined): {
  readonly brand: string | undefined;
  readonly maskedPan: string | undefined;
} {
  const cardData = ['PaymentResult', 'PaymentInstrumentData', 'CardData'].reduce<unknown>(
    (value, name) => (isObject(value) ? value[name] : undefined),
    response,
  );
  const { PaymentBrand, MaskedPan }: JsonObject = isObject(cardData) ? cardData : {};
  const isMasked = typeof MaskedPan === 'string' && !UNMASKED.test(MaskedPan.replaceAll(/[\s-]/g, ''));
  return {
    brand: typeof PaymentBrand === 'string' ? PaymentBrand : undefined,
    maskedPan: isMasked ? MaskedPan : undefined,
  };
}
