import { FAULTS, type Delivery, type FaultCode } from '../protocol/index.ts';

/** What the till shows and what the engine does, by what a fault says about the money. */
const CONSEQUENCE: Readonly<Record<Delivery, { till: string; engine: string }>> = {
  notSent: { till: 'not processed, nothing charged', engine: 'settles at once; sends nothing again' },
  maybeSent: { till: 'unknown: the money may be taken', engine: 'asks for the status until it is known' },
};

/** All faults as a Markdown table: for each, what happened, what the till shows, what the engine does, what the clerk does. */
export function toFaultTable(): string {
  const rows = (Object.keys(FAULTS) as FaultCode[]).map((code) => {
    const { delivery, meaning, advice } = FAULTS[code];
    const { till, engine } = CONSEQUENCE[delivery];
    return [`\`${code}\``, meaning, till, engine, advice];
  });
  const lines = [
    ['code', 'what happened', 'the till shows', 'the engine', 'the clerk'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
