import type { Amount, Outcome, Unresolved } from '../../index.ts';
import { showAmount } from '../settings/amount-option.ts';
import type { Output } from '../output/output.ts';
import { table } from '../output/table.ts';

/** What the till says of a payment, and what the terminal knows of it. */
export interface Compared {
  readonly amount: Amount;
  readonly outcome: Outcome | Unresolved;
  readonly charged: readonly Amount[];
  readonly requests: number;
}

/** Compares the till's word with the terminal's book. Comes back with the exit code: 1 when they do not agree, which must not be. */
export function conclude(compared: readonly Compared[], requests: number, output: Output): number {
  const rows = compared.map((one) => [
    showAmount(one.amount),
    saysTill(one.outcome),
    saysBook(one),
    String(one.requests),
  ]);
  output.say();
  for (const [index, line] of table([
    ['payment', 'till says', "terminal's ledger says", 'Payment requests received'],
    ...rows,
  ]).entries()) {
    output.say(index === 0 ? output.paint('bold', line) : line);
  }
  output.say();
  const isTrue = compared.every(agrees) && requests === compared.length;
  if (!isTrue) {
    output.say(
      output.paint(
        'red',
        'Till and terminal do not agree, or a Payment did not arrive exactly once. That must not be.',
      ),
    );
    return 1;
  }
  output.say(output.paint('green', 'Till and terminal agree, and each Payment was sent exactly once.'));
  const third = compared.at(-1);
  if (third !== undefined) for (const line of why(third.amount)) output.say(line);
  return 0;
}

function agrees({ amount, outcome, charged, requests }: Compared): boolean {
  if (requests !== 1) return false;
  if (outcome.charged === 'no') return charged.length === 0;
  const { tip, authorized } = 'amounts' in outcome ? outcome.amounts : {};
  const total = amount.value + (tip?.value ?? 0);
  return (
    outcome.charged === 'yes' && authorized?.value === total && charged.length === 1 && charged[0]?.value === total
  );
}

function why(amount: Amount): string[] {
  const twice = showAmount({ ...amount, value: amount.value * 2 });
  return [
    '',
    'Why the third one is right: its answer was lost after the terminal had taken the money. A till that takes silence',
    `for a refusal lets the shopper pay again, ${twice} in all. Tenderline sent the Payment once, said that the outcome was`,
    'unknown, and asked the terminal what became of it (TransactionStatus). The terminal repeated its stored answer:',
    `approved. The ledger holds ${showAmount(amount)}, once.`,
  ];
}

export function saysTill(outcome: Outcome | Unresolved): string {
  const reason = outcome.failure?.code ?? ('refusalReason' in outcome ? outcome.refusalReason : undefined);
  const tip = 'amounts' in outcome && outcome.amounts.tip;
  const tipped = tip ? `, ${showAmount(tip)} tip included` : '';
  const recovered = 'recovered' in outcome && outcome.recovered ? ', learnt by asking' : '';
  return `${outcome.kind}${reason === undefined ? '' : ` (${reason})`}${tipped}${recovered}`;
}

function saysBook({ charged }: Compared): string {
  return charged.length === 0 ? 'nothing taken' : `took ${charged.map(showAmount).join(' and ')}`;
}
