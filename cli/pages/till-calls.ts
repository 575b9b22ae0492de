import type { EngineOptions, InspectedChanges } from '../../index.ts';
import type { Amount } from '../../protocol/money.ts';

/** What the till's process is asked for. All of it is plain data: it goes from process to process. */
export type TillCall =
  | { readonly do: 'open'; readonly options: EngineOptions }
  | { readonly do: 'overview' }
  | { readonly do: 'transaction'; readonly id: string }
  | { readonly do: 'pay'; readonly amount: Amount; readonly reference: string; readonly asksForTip: boolean }
  | { readonly do: 'refund'; readonly id: string }
  | { readonly do: 'abort' | 'checkStatus'; readonly id: string }
  | { readonly do: 'override'; readonly id: string; readonly outcome: 'charged' | 'notCharged' };

/** A call, and the number that its answer has. */
export interface NumberedCall {
  readonly n: number;
  readonly call: TillCall;
}

/** What the till's process says: an answer, why there is none, or what changed. */
export type TillMessage =
  | { readonly n: number; readonly value?: unknown }
  | { readonly n: number; readonly why: string }
  | { readonly changes: InspectedChanges };
