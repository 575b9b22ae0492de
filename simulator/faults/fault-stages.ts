import type { DeliveryFault, Fault, FaultKind, InsteadFault, MessageFault } from './faults.ts';

/** Where in an exchange a fault is asked for: at a new connection, at an HTTP header, at a request that was read. */
export type FaultStage = 'connect' | 'header' | 'request';

/** Chooses faults. Called once for each stage of each exchange, in the order of arrival. */
export interface FaultSource {
  next(stage: FaultStage, category?: string): Fault | undefined;
}

const STRIKES = {
  refuseConnection: 'connect',
  dropBeforeRead: 'header',
  loseRequest: 'instead',
  httpStatus: 'instead',
  badJson: 'instead',
  missingWrapper: 'instead',
  noKey: 'instead',
  cryptoError: 'instead',
  reject: 'instead',
  forgedApproval: 'instead',
  redirect: 'instead',
  duplicateServiceID: 'instead',
  dropAfterRead: 'delivery',
  stall: 'delivery',
  truncateBody: 'delivery',
  emptyBody: 'delivery',
  notJson: 'delivery',
  hugeBody: 'delivery',
  slowBody: 'delivery',
  clearText: 'message',
  corruptHmac: 'message',
  flipBlob: 'message',
  flipPadding: 'message',
  wrongServiceID: 'message',
  wrongSaleID: 'message',
  wrongPOIID: 'message',
  wrongCategory: 'message',
  headerMismatch: 'message',
  unknownKey: 'message',
  replayPrevious: 'message',
  timeOutAnswer: 'message',
} as const satisfies Record<FaultKind, 'connect' | 'header' | 'instead' | 'delivery' | 'message'>;

/** Every kind of fault, for help texts and tables. */
export const FAULT_KINDS = Object.keys(STRIKES).filter(isFaultKind);

/** Whether a text is the name of a simulated fault. */
export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(STRIKES, text);
}

export function stageOf(kind: FaultKind): FaultStage {
  const at = STRIKES[kind];
  return at === 'connect' || at === 'header' ? at : 'request';
}

/** Whether the fault takes the place of the processing: then nothing can have been charged. */
export function isInstead(fault: Fault): fault is InsteadFault {
  return STRIKES[fault.kind] === 'instead' && !isStatusAfter(fault);
}

export function isDeliveryFault(fault: Fault): fault is DeliveryFault {
  return STRIKES[fault.kind] === 'delivery' || isStatusAfter(fault);
}

export function isMessageFault(fault: Fault): fault is MessageFault {
  return STRIKES[fault.kind] === 'message';
}

/** The one kind that strikes in two places. */
function isStatusAfter(fault: Fault): boolean {
  return fault.kind === 'httpStatus' && fault.when === 'after';
}
