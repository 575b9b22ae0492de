import { ConfigError, findUnknown, formatValue } from '../../errors.ts';
import type { Optional } from '../../protocol/json.ts';
import { parseInputPlan, parseShopperPlan } from '../parse-plan.ts';
import { DEFAULT_SETTINGS, type TerminalSettings } from '../settings.ts';
import { checkNotificationUrls } from '../wire/notification-sender.ts';

/** The words of the settings that are one of a few. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  abortRace: ['abortWins', 'paymentWins'],
  duplicateServiceID: ['refuse', 'repeat', 'process'],
  wrongPOIID: ['refuse', 'reject'],
  diagnosisWhileBusy: ['status', 'busy'],
  scanAnswer: ['form', 'base64'],
  totalsWithoutLogin: ['refused', 'answered'],
  globalStatus: ['OK', 'Maintenance', 'Unreachable'],
  clearText: ['allowed', 'denied'],
  noKeyAnswer: ['errors', 'wrapped'],
} satisfies { readonly [Name in keyof TerminalSettings]?: readonly TerminalSettings[Name][] };

/**
 * Checks settings, which may come from plain JavaScript. A member that is `undefined` is as one that is left out.
 *
 * @throws {ConfigError} `ERR_CONFIG_SETTINGS`, `ERR_CONFIG_NOTIFICATION_URL`
 * @throws {InputError} `ERR_INPUT_SHOPPER`, `ERR_INPUT_PLAN`
 */
export function checkSettings(given: Optional<TerminalSettings>): Partial<TerminalSettings> {
  if (typeof given !== 'object' || given === null) throw wrong('settings', 'an object', formatValue(given));
  const known = Object.keys(DEFAULT_SETTINGS);
  const unknown = findUnknown(given, known);
  if (unknown !== undefined) throw wrong('settings', `only ${known.join(', ')}`, unknown);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) checkValue(name as keyof TerminalSettings, value);
  const settings: Partial<TerminalSettings> = Object.fromEntries(entries);
  checkNotificationUrls(settings);
  const { shopper, input } = settings;
  return {
    ...settings,
    ...(shopper !== undefined && { shopper: parseShopperPlan(shopper, 'settings.shopper') }),
    ...(input !== undefined && { input: parseInputPlan(input, 'settings.input') }),
  };
}

/** A value is of the kind of its default. */
function checkValue(name: keyof TerminalSettings, value: unknown): void {
  const path = `settings.${name}`;
  const words = WORDS[name];
  if (words !== undefined) {
    if (words.some((word) => word === value)) return;
    throw wrong(path, `one of ${words.join(', ')}`, formatValue(value));
  }
  const byDefault = DEFAULT_SETTINGS[name];
  if (Array.isArray(byDefault)) {
    if (!Array.isArray(value)) throw wrong(path, 'a list', formatValue(value));
  } else if (typeof byDefault === 'number') {
    if (typeof value !== 'number' || !(value >= 0)) throw wrong(path, 'a number from 0', formatValue(value));
  } else if (typeof value !== typeof byDefault || value === null) {
    throw wrong(path, `a value of type ${typeof byDefault}`, formatValue(value));
  }
}

function wrong(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_SETTINGS', { path, expected, found });
}
