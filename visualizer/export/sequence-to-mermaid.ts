import type { Recording } from '../../machines/inspection/recording.types.ts';
import { sequenceOf, type SequenceRow } from '../view/sequence.ts';

const NAMES = ['Till', 'Tenderline', 'Terminal'] as const;

/** The messages of a transaction as a mermaid `sequenceDiagram`, for a report that is text. */
export function sequenceToMermaid(recording: Recording): string {
  return [
    'sequenceDiagram',
    ...NAMES.map((name) => `  participant ${name}`),
    ...sequenceOf(recording).map(lineOf),
  ].join('\n');
}

function lineOf({ form, from, to, text, note }: SequenceRow): string {
  const words = `${text}${note === '' || form === 'stored' ? '' : ` (${note})`}`.replaceAll(/[;#]/g, ' ');
  if (form === 'silence') return `  Note over Till,Terminal: ${words}`;
  if (form === 'stored') return `  Note over Tenderline: ${words}, stored`;
  return `  ${NAMES[from]}${form === 'cut' ? '--x' : '->>'}${NAMES[to]}: ${words}`;
}
