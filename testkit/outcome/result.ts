import { formatValue } from '../../errors.ts';
import type { Outcome, Unresolved } from '../../index.ts';
import { CHARGED_OF } from '../../protocol/outcome.ts';

/** What an engine reports of a transaction: its outcome, or that the outcome is not known yet. */
export type ReportedResult = Outcome | Unresolved;

/** The values of `charged` that each kind can have. */
const CHARGED: Readonly<Record<ReportedResult['kind'], readonly ReportedResult['charged'][]>> = {
  ...CHARGED_OF,
  unresolved: ['unknown'],
};

/** What a value is instead of a result of an engine; `undefined` when it is one. */
export function notAResult(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return formatValue(value);
  // Not by its class: a test runner may have a `Promise` of its own.
  if ('then' in value) return 'a promise: await it';
  if ('settled' in value && typeof value.settled === 'function') {
    return 'a transaction: give what its settled() or outcome() gives';
  }
  const { kind, charged, amounts } = value as { kind?: unknown; charged?: unknown; amounts?: unknown };
  if (!isKind(kind)) return `one of kind ${JSON.stringify(kind)}; kinds are ${Object.keys(CHARGED).join(', ')}`;
  if (!CHARGED[kind].some((allowed) => allowed === charged)) {
    return `${kind} with charged: ${JSON.stringify(charged)}`;
  }
  if (kind !== 'unresolved' && (typeof amounts !== 'object' || amounts === null)) return `${kind} without amounts`;
  return undefined;
}

export const EXPECTED_RESULT = 'an outcome of the engine';

/** What is wrong with a value that is no result of an engine; `undefined` when it is one. */
export function resultMistake(value: unknown): string | undefined {
  const found = notAResult(value);
  return found === undefined ? undefined : `expected ${EXPECTED_RESULT}, found ${found}`;
}

function isKind(kind: unknown): kind is ReportedResult['kind'] {
  return typeof kind === 'string' && Object.hasOwn(CHARGED, kind);
}

/** `declined, charged: no (Refusal, 210 Not enough balance)` */
export function describeResult(result: ReportedResult): string {
  const details =
    result.kind === 'unresolved'
      ? [result.state, result.failure?.message]
      : [
          result.errorCondition,
          result.refusalReason ?? result.message,
          result.recovered ? 'learnt by asking' : undefined,
        ];
  const known = details.filter((detail) => detail !== undefined);
  return `${result.kind}, charged: ${result.charged}${known.length > 0 ? ` (${known.join(', ')})` : ''}`;
}
