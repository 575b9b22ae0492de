import type { InputAnswer } from '../../../index.ts';
import { askTerminal } from '../../live/ask-terminal.ts';
import { row } from '../../output/layout.ts';
import { printable, type Output } from '../../output/output.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readInput, type InputFlags } from '../../settings/requests/input-option.ts';

/** `tenderline input`: asks the person at the terminal. @param command InputCommand of the Terminal API */
export async function input(command: string, question: string, flags: ConnectionFlags & InputFlags): Promise<number> {
  const request = readInput(command, question, flags);
  return askTerminal({
    flags,
    category: 'Input',
    doing: (poiid) => `waiting for an answer on ${poiid}`,
    ask: (terminal) => terminal.input(request),
    print: ({ answer }, output) => printAnswer(answer, flags.entry ?? [], output),
  });
}

function printAnswer(answer: InputAnswer, entries: readonly string[], output: Output): void {
  if (answer.kind === 'none') {
    output.print('NO ANSWER');
    const lines = [...row('condition', answer.errorCondition), ...row('terminal says', answer.message)];
    for (const line of lines) output.print(line);
    return;
  }
  output.print(printable(textOf(answer, entries)));
}

/** The answer in words: whether it was confirmed, the chosen entries, or what was typed; else that it came. */
function textOf(answer: Exclude<InputAnswer, { kind: 'none' }>, entries: readonly string[]): string {
  if (answer.kind === 'chosen') return answer.chosen.map((position) => entries[position] ?? position).join(', ');
  const { kind, confirmed, ...values }: { readonly kind: string; readonly confirmed?: boolean } = answer;
  const isConfirmed = confirmed === undefined ? [] : [confirmed ? 'confirmed' : 'not confirmed'];
  const typed = Object.values<unknown>(values).map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  return [...isConfirmed, ...typed].join(', ') || kind;
}
