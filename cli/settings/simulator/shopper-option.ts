import { parseShopperPlan, type ShopperPlan } from '../../../simulator/index.ts';
import { readJsonOption } from '../json-option.ts';

/**
 * Reads `--shopper`: what shoppers do, as JSON, for example `{"card":"chip","tip":200,"signs":true}`; unless it says otherwise,
 * they present a card.
 *
 * @throws {InputError} `ERR_INPUT_SHOPPER`
 */
export function readShopper(text: string): ShopperPlan {
  const option = { name: 'shopper', code: 'ERR_INPUT_SHOPPER', example: '{"card":"chip","tip":200}' } as const;
  return parseShopperPlan({ does: 'presentsCard', ...readJsonOption(option, text) });
}
