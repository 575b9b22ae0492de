import type { TransactionResult } from '../categories/transaction-result.ts';
import type { DisplayEvent } from '../messages/notifications.ts';
import { isObject } from '../messages/wire-object.ts';
import type { TerminalSettings } from '../settings.ts';
import type { CardDialogue, EndingDialogue } from './dialogue.ts';
import { stepsAtEnd, tenderResult } from './screen-steps.ts';
import type { TerminalEffect } from './terminal.types.ts';

/** The display notifications of a dialogue, as effects of the terminal. */

/** Notifies that the screen displays this event now. */
export function notifyDisplay(
  { header, tender }: Pick<CardDialogue, 'header' | 'tender'>,
  event: DisplayEvent,
): TerminalEffect {
  const { SaleID, ServiceID } = header;
  return { kind: 'notify', afterMs: 0, notification: { to: 'display', SaleID, ServiceID, tender, event } };
}

/** Notifies the end and its result, then what happens to paper and card while the answer is on its way. */
export function notifyEnd(
  dialogue: CardDialogue | EndingDialogue,
  result: TransactionResult,
  settings: TerminalSettings,
): readonly TerminalEffect[] {
  const { SaleID, ServiceID } = dialogue.header;
  const common = { to: 'display', SaleID, ServiceID, tender: tenderOf(result) ?? dialogue.tender } as const;
  let afterMs = 0;
  return stepsAtEnd(dialogue, result, settings).map((step): TerminalEffect => {
    afterMs += step.afterMs;
    const { event } = step;
    const notification =
      event === 'TENDER_FINAL' ? { ...common, event, result: tenderResult(result) } : { ...common, event };
    return { kind: 'notify', afterMs, notification };
  });
}

/** The tender reference of the answer, followed by the PSP reference once there is one. */
function tenderOf({ body }: TransactionResult): string | undefined {
  const { POITransactionID } = isObject(body['POIData']) ? body['POIData'] : {};
  const id = isObject(POITransactionID) ? POITransactionID['TransactionID'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
