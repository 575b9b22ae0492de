import type { Amount, Outcome, Unresolved } from '../../index.ts';
import { formatAmount } from '../output/format-amount.ts';
import { printTable } from '../output/layout.ts';
import type { Output } from '../output/output.ts';

/** A payment as the till reports it, and as the terminal has it. */
export interface ComparedPayment {
  readonly amount: Amount;
  readonly outcome: Outcome | Unresolved;
  /** The charges in the ledger of the terminal. */
  readonly charged: readonly Amount[];
  /** How many Payment requests the terminal received for it. */
  readonly requests: number;
}

/**
 * Prints what the till reports beside the ledger of the terminal.
 *
 * @param requests how many Payment requests the terminal received in all
 * @returns the exit code: 1 when they disagree, which would be a bug
 */
export function reportComparison(payments: readonly ComparedPayment[], requests: number, output: Output): number {
  output.print();
  printTable(output, [
    ['payment', 'till says', "terminal's ledger says", 'Payment requests received'],
    ...payments.map((payment) => [
      formatAmount(payment.amount),
      formatReport(payment.outcome),
      formatLedger(payment),
      String(payment.requests),
    ]),
  ]);
  output.print();
  if (!payments.every(agrees) || requests !== payments.length) {
    const line = 'Till and terminal do not agree, or a Payment did not arrive exactly once. That must not be.';
    output.print(output.paint('red', line));
    return 1;
  }
  output.print(output.paint('green', 'Till and terminal agree, and each Payment was sent exactly once.'));
  const last = payments.at(-1);
  if (last !== undefined) for (const line of explainLostAnswer(last.amount)) output.print(line);
  return 0;
}

/** The outcome of a payment in the words of the till, on one line. */
export function formatReport(outcome: Outcome | Unresolved): string {
  const reason = outcome.failure?.code ?? ('refusalReason' in outcome ? outcome.refusalReason : undefined);
  const tip = 'amounts' in outcome && outcome.amounts.tip;
  const tipped = tip ? `, ${formatAmount(tip)} tip included` : '';
  const recovered = 'recovered' in outcome && outcome.recovered ? ', learnt by asking' : '';
  return `${outcome.kind}${reason === undefined ? '' : ` (${reason})`}${tipped}${recovered}`;
}

function formatLedger({ charged }: ComparedPayment): string {
  return charged.length === 0 ? 'nothing taken' : `took ${charged.map(formatAmount).join(' and ')}`;
}

function agrees({ amount, outcome, charged, requests }: ComparedPayment): boolean {
  if (requests !== 1) return false;
  if (outcome.charged === 'no') return charged.length === 0;
  const { tip, authorized } = 'amounts' in outcome ? outcome.amounts : {};
  const total = amount.value + (tip?.value ?? 0);
  return (
    outcome.charged === 'yes' && authorized?.value === total && charged.length === 1 && charged[0]?.value === total
  );
}

function explainLostAnswer(amount: Amount): string[] {
  const twice = formatAmount({ ...amount, value: amount.value * 2 });
  return [
    '',
    'Why the third one is right: its answer was lost after the terminal had taken the money. A till that takes silence',
    `for a refusal lets the shopper pay again, ${twice} in all. Tenderline sent the Payment once, said that the outcome was`,
    'unknown, and asked the terminal what became of it (TransactionStatus). The terminal repeated its stored answer:',
    `approved. The ledger holds ${formatAmount(amount)}, once.`,
  ];
}
