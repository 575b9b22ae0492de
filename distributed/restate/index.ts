/** Runs Tenderline's machines on Restate. */
export type { TillConnectionOptions } from './till/call.ts';
export { RefusedError } from './till/call.ts';
export { connectTill, type TillConnection } from './till/connect-till.ts';
export type { DeviceCalls, TillTerminal } from './till/till-terminal.ts';
export type { TillTransaction } from './till/till-transaction.ts';
export { registerWorker } from './worker/register.ts';
export { startWorker, type Worker } from './worker/start-worker.ts';
export type { TillOptions, WorkerListenerOptions, WorkerOptions } from './worker/worker-options.ts';
