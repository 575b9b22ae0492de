import type { CardDialogue, EndingDialogue } from './dialogue.ts';
import type { Ended } from '../categories/transaction-result.ts';
import { isObject } from '../messages/responses.ts';
import { resultOf, stepsAtEnd, type DisplayEvent } from './screen-steps.ts';
import type { TerminalSettings } from '../settings.ts';
import type { TerminalEffect } from './terminal.types.ts';

/** What is told of a dialogue's progress, as effects of the terminal. */

type Told = Pick<CardDialogue, 'header' | 'tender'>;

/** Says that the screen shows this now. */
export function shown({ header, tender }: Told, event: DisplayEvent): TerminalEffect {
  const { SaleID, ServiceID } = header;
  return { kind: 'notify', afterMs: 0, notification: { to: 'display', SaleID, ServiceID, tender, event } };
}

/** Says that it is over and how, then what happens to paper and card while the answer is on its way. */
export function shownAtEnd(
  dialogue: CardDialogue | EndingDialogue,
  ended: Ended,
  settings: TerminalSettings,
): readonly TerminalEffect[] {
  const { SaleID, ServiceID } = dialogue.header;
  const common = { to: 'display', SaleID, ServiceID, tender: tenderOf(ended) ?? dialogue.tender } as const;
  let afterMs = 0;
  return stepsAtEnd(dialogue, ended, settings).map((step): TerminalEffect => {
    afterMs += step.afterMs;
    const { event } = step;
    const notification =
      event === 'TENDER_FINAL' ? { ...common, event, result: resultOf(ended) } : { ...common, event };
    return { kind: 'notify', afterMs, notification };
  });
}

/** The tender reference with the PSP reference behind it, once there is one. */
function tenderOf({ body }: Ended): string | undefined {
  const { POITransactionID } = isObject(body['POIData']) ? body['POIData'] : {};
  const id = isObject(POITransactionID) ? POITransactionID['TransactionID'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
