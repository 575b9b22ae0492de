import { messageOf, readAdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import type { Response } from './response.ts';

/** The result of a request that moves no money. */
export interface RequestResult {
  readonly ok: boolean;
  readonly errorCondition?: string;
  /** The terminal's explanation, for people and logs. */
  readonly message?: string;
}

export function resultOf({ Result, ErrorCondition, AdditionalResponse }: Response): RequestResult {
  const message = messageOf(readAdditionalResponse(AdditionalResponse));
  return omitUndefined({ ok: Result === 'Success', errorCondition: ErrorCondition, message });
}
