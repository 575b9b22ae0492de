export { toFaultTable } from './fault-table.ts';
export { toMermaid } from './mermaid.ts';
