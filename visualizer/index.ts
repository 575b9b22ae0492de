export { exportChart } from './export/export-chart.ts';
export { exportRecording } from './export/export-recording.ts';
export { sequenceToMermaid } from './export/sequence-to-mermaid.ts';
export { toFaultTable } from './fault-table.ts';
export { toMermaid } from './mermaid.ts';
export { readPage } from './server/page-html.ts';
export type { VisualizerSource } from './server/source.ts';
export { startVisualizer, type Visualizer, type VisualizerOptions } from './server/visualizer-server.ts';
