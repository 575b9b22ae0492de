import type { Outcome, Unresolved } from '../../../index.ts';
import { failure } from '../../../protocol/index.ts';

export const eur = (value: number) => ({ currency: 'EUR', value });

export const approved = {
  kind: 'approved',
  charged: 'yes',
  recovered: false,
  abortRequested: false,
  amounts: { requested: eur(1000), authorized: eur(1150), tip: eur(150) },
  receipts: [],
  advice: 'none',
  pspReference: 'PSPREFERENCE1234',
} satisfies Outcome;

export const declined = {
  ...approved,
  kind: 'declined',
  charged: 'no',
  amounts: { requested: eur(1000) },
  advice: 'otherCard',
} satisfies Outcome;

export const unresolved: Unresolved = {
  kind: 'unresolved',
  charged: 'unknown',
  state: 'timedOut',
  failure: failure('ERR_LINK_TIMEOUT'),
};
