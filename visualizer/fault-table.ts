import { FAULTS, type Delivery, type FaultCode } from '../protocol/index.ts';

/** The consequence of a fault for the money, and so what the till displays and the engine does: the same for all of one delivery. */
const SECTIONS: Readonly<Record<Delivery, { readonly title: string; readonly rule: string }>> = {
  notSent: {
    title: 'Nothing was charged',
    rule: 'The till shows that the transaction was not processed. The engine settles it at once and sends nothing again.',
  },
  maybeSent: {
    title: 'The money may be taken',
    rule: 'The till shows that the outcome is unknown. The engine asks for the status until it is known.',
  },
};

/** All faults in Markdown, by their consequence for the money: for each, what happened and what the clerk does. */
export function toFaultTable(): string {
  return (['notSent', 'maybeSent'] as const).map(toSection).join('\n\n');
}

function toSection(delivery: Delivery): string {
  const { title, rule } = SECTIONS[delivery];
  const codes = (Object.keys(FAULTS) as FaultCode[]).filter((code) => FAULTS[code].delivery === delivery);
  const rows = codes.map((code) => [`\`${code}\``, FAULTS[code].meaning, FAULTS[code].remedy]);
  const table = [['code', 'what happened', 'the clerk'], ['---', '---', '---'], ...rows];
  return [`### ${title} (\`${delivery}\`)`, '', rule, '', ...table.map((cells) => `| ${cells.join(' | ')} |`)].join(
    '\n',
  );
}
