import type { Route } from './route.ts';
import { listAlerts, listOrphans, listUnresolved } from './routes/attention.ts';
import { listTransactions } from './routes/history.ts';
import { dismissOrphan, overrideTransaction } from './routes/decisions.ts';
import { followEvents } from './routes/events.ts';
import { followChanges, followEntries, getInspection, getRecording } from './routes/inspection.ts';
import { moveTerminal } from './routes/move.ts';
import { getReceipt } from './routes/receipt.ts';
import { getDocument, getHealth, getMetrics, getReadiness } from './routes/server.ts';
import {
  askShopper,
  diagnoseTerminal,
  displayOnTerminal,
  getTerminal,
  listTerminals,
  printOnTerminal,
  readTotals,
  requestOfTerminal,
} from './routes/terminals.ts';
import { abortTransaction, checkTransaction, getTransaction, putTransaction } from './routes/transactions.ts';
import type { InspectionServices } from './services.ts';

/** The routes that display an engine, or a journal: a page needs no other. */
export const INSPECTION_ROUTES: readonly Route<InspectionServices>[] = [getInspection, getRecording, followChanges];

/** Every route, in the order of the document. */
export const ROUTES: readonly Route[] = [
  putTransaction,
  getTransaction,
  listTransactions,
  getReceipt,
  abortTransaction,
  checkTransaction,
  overrideTransaction,
  listUnresolved,
  listOrphans,
  dismissOrphan,
  listAlerts,
  listTerminals,
  getTerminal,
  diagnoseTerminal,
  displayOnTerminal,
  askShopper,
  printOnTerminal,
  readTotals,
  requestOfTerminal,
  moveTerminal,
  followEvents,
  ...INSPECTION_ROUTES,
  followEntries,
  getHealth,
  getReadiness,
  getMetrics,
  getDocument,
];
