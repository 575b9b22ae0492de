import { parseScriptEntry, type ScriptEntry } from '../../../simulator/index.ts';
import { readJsonOption } from '../json-option.ts';

/**
 * Reads `--fault`: an entry of a fault script as JSON, for example `{"kind":"dropAfterRead","category":"Payment"}`.
 *
 * @throws {InputError} `ERR_INPUT_FAULT`
 */
export function readFault(text: string): ScriptEntry {
  const option = { name: 'fault', code: 'ERR_INPUT_FAULT', example: '{"kind":"dropAfterRead"}' } as const;
  return parseScriptEntry(readJsonOption(option, text));
}
