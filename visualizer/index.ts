export { exportChart } from './export/export-chart.ts';
export { exportRecording } from './export/export-recording.ts';
export { sequenceToMermaid } from './export/sequence-to-mermaid.ts';
export { toFaultTable } from './fault-table.ts';
export { toMermaid } from './mermaid.ts';
export { readPage } from './export/page-html.ts';
export type { LedgerLine, PlayAction, PlayFault, PlayState, PlayTouch } from './view/play-state.ts';
