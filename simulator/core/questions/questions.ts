import { failedInputResult, inputResult } from '../../categories/device/input.ts';
import { failedScan, scanResult } from '../../categories/scan-barcode.ts';
import type { TransactionResult } from '../../categories/transaction-result.ts';
import type { TransactionFailure } from '../../platform/payment-verdict.ts';
import type { TerminalSettings } from '../../settings.ts';
import type { QuestionDialogue } from '../dialogue.ts';
import { presentationTimer, shopperTimer, type Transition } from '../screen-player.ts';

/** What the terminal waits for a person with: an Input on its screen, or a scan. */

/** Puts the question. */
export function beginQuestion(dialogue: QuestionDialogue, settings: TerminalSettings): Transition {
  const { plan, transaction } = dialogue;
  const { maxMs = settings.presentationTimeoutMs } = transaction.details;
  const answers = plan.does === 'neverAnswers' ? [] : [shopperTimer(plan, settings)];
  const screen =
    transaction.category === 'Input' ? [{ kind: 'displayed', lines: transaction.details.lines } as const] : [];
  return { dialogue, effects: [...screen, presentationTimer(maxMs), ...answers] };
}

/** The person did what was asked for. */
export function answeredResult({ transaction, plan }: QuestionDialogue, settings: TerminalSettings): TransactionResult {
  return transaction.category === 'Input'
    ? inputResult(transaction.details, plan, settings)
    : scanResult(plan, settings);
}

/** It ended without an answer. */
export function unansweredResult({ transaction }: QuestionDialogue, failure: TransactionFailure): TransactionResult {
  return transaction.category === 'Input' ? failedInputResult(transaction.details, failure) : failedScan(failure);
}
