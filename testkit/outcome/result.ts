import type { Outcome, Unresolved } from '../../index.ts';
import { formatValue } from '../../errors.ts';

/** What an engine says of a transaction: an outcome, or that it is not known yet. */
export type Told = Outcome | Unresolved;

/** What each kind can say of the money. */
const CHARGED: Readonly<Record<Told['kind'], readonly Told['charged'][]>> = {
  approved: ['yes'],
  partial: ['yes'],
  accepted: ['no'],
  declined: ['no'],
  cancelled: ['no'],
  failed: ['no'],
  notProcessed: ['no'],
  overridden: ['yes', 'no', 'unknown'],
  unresolved: ['unknown'],
};

/** Why a value is none that an engine says; `undefined` when it is one. */
export function whyNotTold(value: unknown): string | undefined {
  const expected = 'expected an outcome of the engine';
  if (typeof value !== 'object' || value === null) return `${expected}, found ${formatValue(value)}`;
  // Not by its class: a runner may have a `Promise` of its own.
  if ('then' in value) return `${expected}, found a promise: await it`;
  if ('settled' in value && typeof value.settled === 'function') {
    return `${expected}, found a transaction: give what its settled() or outcome() gives`;
  }
  const { kind, charged, amounts } = value as { kind?: unknown; charged?: unknown; amounts?: unknown };
  if (!isKind(kind)) {
    return `${expected}, found one of kind ${JSON.stringify(kind)}; kinds are ${Object.keys(CHARGED).join(', ')}`;
  }
  if (!CHARGED[kind].some((says) => says === charged)) {
    return `${expected}, found ${kind} with charged: ${JSON.stringify(charged)}`;
  }
  if (kind !== 'unresolved' && (typeof amounts !== 'object' || amounts === null)) {
    return `${expected}, found ${kind} without amounts`;
  }
  return undefined;
}

function isKind(kind: unknown): kind is Told['kind'] {
  return typeof kind === 'string' && Object.hasOwn(CHARGED, kind);
}

/** `declined, charged: no (Refusal, 210 Not enough balance)` */
export function describeTold(told: Told): string {
  const details =
    told.kind === 'unresolved'
      ? [told.state, told.failure?.message]
      : [told.errorCondition, told.refusalReason ?? told.message, told.recovered ? 'learnt by asking' : undefined];
  const said = details.filter((detail) => detail !== undefined);
  return `${told.kind}, charged: ${told.charged}${said.length > 0 ? ` (${said.join(', ')})` : ''}`;
}
