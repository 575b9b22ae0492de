import { createPrng } from '../primitives/prng.ts';

/**
 * What can happen to a notification on its way, as data. Every rule that matches a notification applies to it, so that one can be
 * both late and duplicated. Times are in milliseconds of the simulator's clock.
 */
export type NotificationFault =
  | { readonly kind: 'late'; readonly delayMs: number }
  /** It is delivered once more, under the same DeviceID. */
  | { readonly kind: 'twice'; readonly againAfterMs?: number | undefined }
  /** Each is late by 0 up to `withinMs`, drawn from the seed, so that notifications overtake each other. */
  | { readonly kind: 'shuffle'; readonly seed: number; readonly withinMs: number }
  | { readonly kind: 'lost' }
  /** Sent in the clear to a URL that is set up for sealed ones. */
  | { readonly kind: 'clearText' };

/** A fault and the notifications it applies to. */
export type NotificationFaultRule = NotificationFault & {
  /** Only for this event, of either kind: `RECEIPT_PRINTED`, `Shutdown`. Default: all. */
  readonly event?: string | undefined;
};

/** One delivery of a notification. */
export interface PlannedDelivery {
  readonly afterMs: number;
  readonly inTheClear: boolean;
}

/**
 * The deliveries of a notification under these rules.
 *
 * @param count how many notifications the terminal sent before: with the seed it decides what `shuffle` draws
 */
export function plannedDeliveries(
  rules: readonly NotificationFaultRule[],
  event: string,
  count: number,
): readonly PlannedDelivery[] {
  return rules
    .filter((rule) => rule.event === undefined || rule.event === event)
    .reduce<readonly PlannedDelivery[]>(
      (planned, rule) => withFault(planned, rule, count),
      [{ afterMs: 0, inTheClear: false }],
    );
}

function withFault(
  planned: readonly PlannedDelivery[],
  fault: NotificationFault,
  count: number,
): readonly PlannedDelivery[] {
  switch (fault.kind) {
    case 'late':
      return planned.map((delivery) => delayed(delivery, fault.delayMs));
    case 'twice':
      return planned.flatMap((delivery) => [delivery, delayed(delivery, fault.againAfterMs ?? 0)]);
    case 'shuffle': {
      const prng = createPrng(fault.seed + count);
      return planned.map((delivery) => delayed(delivery, Math.floor(prng.next() * fault.withinMs)));
    }
    case 'lost':
      return [];
    case 'clearText':
      return planned.map((delivery) => ({ ...delivery, inTheClear: true }));
    default:
      return fault satisfies never;
  }
}

function delayed({ afterMs, ...delivery }: PlannedDelivery, byMs: number): PlannedDelivery {
  return { ...delivery, afterMs: afterMs + byMs };
}
