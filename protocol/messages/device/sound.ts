import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';

const ACTIONS = ['StartSound', 'StopSound', 'SetDefaultVolume'] as const;

/** What a Sound is built from. */
export interface SoundRequestInput {
  readonly action: (typeof ACTIONS)[number];
  /** Names a sound of the terminal, for example `beep`. StartSound needs it. */
  readonly referenceId?: string;
  /** In percent: 0 is silent. SetDefaultVolume needs it. Default: the terminal's. */
  readonly volume?: number;
}

export const SoundRequestInputSchema = withRule(
  { code: 'ERR_INPUT_SOUND' },
  z
    .strictObject({
      action: z.enum(ACTIONS),
      referenceId: z.string().min(1).max(128).exactOptional(),
      volume: wholeNumber(0, 100).exactOptional(),
    })
    .superRefine(({ action, referenceId, volume }, issues) => {
      if (action === 'StartSound' && referenceId === undefined) {
        issues.addIssue({ code: 'custom', path: ['referenceId'], message: 'the name of a sound' });
      }
      if (action === 'SetDefaultVolume' && volume === undefined) {
        issues.addIssue({ code: 'custom', path: ['volume'], message: 'a whole number from 0 to 100' });
      }
    }) satisfies z.ZodType<SoundRequestInput>,
);

/**
 * Builds the body of a Sound (reference 6.10). Only Adyen's libraries have it: whether a terminal plays one is UNCONFIRMED.
 *
 * @throws {InputError} `ERR_INPUT_SOUND`, `ERR_INPUT_REQUEST`
 */
export function soundRequest(input: SoundRequestInput) {
  const { action, referenceId, volume } = parseInput(SoundRequestInputSchema, input);
  return omitUndefined({
    SoundAction: action,
    SoundVolume: volume,
    ResponseMode: action === 'StartSound' ? 'SoundEnd' : 'NotRequired',
    SoundContent: referenceId === undefined ? undefined : { SoundFormat: 'SoundRef', ReferenceID: referenceId },
  });
}
