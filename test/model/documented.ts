/**
 * The machines as they are meant to be: every state, and every edge that changes the state or commands something. What an
 * edge leads to may depend on guards: then the event stands on several lines.
 */
export const TRANSACTION = `
  sending.storing  --intent.stored-->                                                           sending.transmitting
  sending.storing  --intent.stored, host.restarted-->                                           settled
  sending.storing  --link.notSent, poi.rejected, poi.answered-->                                settled

  sending.transmitting --link.written-->                                                        awaiting.waiting
  sending.transmitting --link.lost, poi.undecided, poi.unclear, timer.response, host.restarted--> timedOut.retrying
  sending.transmitting --link.notSent, poi.rejected, poi.answered-->                            settled

  awaiting.waiting  --sale.abort-->                                                             awaiting.waiting
  awaiting.waiting  --sale.checkStatus-->                                                       awaiting.checking
  awaiting.waiting  --poi.rejected-->                                                           sending.transmitting
  awaiting.waiting  --link.lost, poi.undecided, poi.unclear, timer.response, host.restarted-->  timedOut.retrying
  awaiting.waiting  --poi.rejected-->                                                           timedOut.retrying
  awaiting.waiting  --link.notSent, poi.rejected, poi.answered-->                               settled

  awaiting.checking --sale.abort-->                                                             awaiting.checking
  awaiting.checking --poi.inProgress, poi.notFound, poi.unclear, status.unanswered-->           awaiting.waiting
  awaiting.checking --link.lost, poi.undecided, poi.unclear, timer.response-->                  statusChecking
  awaiting.checking --poi.rejected-->                                                           statusChecking
  awaiting.checking --host.restarted-->                                                         timedOut.retrying
  awaiting.checking --link.notSent, poi.rejected, poi.answered, poi.unclear-->                  settled

  timedOut.retrying --sale.abort, host.restarted-->                                             timedOut.retrying
  timedOut.retrying --timer.check, sale.checkStatus, terminal.online-->                         statusChecking
  timedOut.retrying --link.notSent, poi.rejected, poi.answered, sale.override-->                settled

  timedOut.stalled --sale.abort-->                                                              timedOut.stalled
  timedOut.stalled --host.restarted-->                                                          timedOut.retrying
  timedOut.stalled --timer.check, sale.checkStatus, terminal.online-->                          statusChecking
  timedOut.stalled --link.notSent, poi.rejected, poi.answered, sale.override-->                 settled

  statusChecking   --sale.abort-->                                                              statusChecking
  statusChecking   --poi.inProgress, poi.notFound, poi.unclear, status.unanswered, host.restarted--> timedOut.retrying
  statusChecking   --poi.inProgress, poi.notFound, poi.unclear, status.unanswered-->            timedOut.stalled
  statusChecking   --poi.notFound, poi.unclear-->                                               settled
  statusChecking   --link.notSent, poi.rejected, poi.answered, sale.override-->                 settled
`;

export const TERMINAL_WORK = `
  idle        --sale.requested-->                              idle
  idle        --sale.requested-->                              occupied
  idle        --transaction.unknown-->                         quarantined

  occupied    --sale.requested-->                              occupied
  occupied    --transaction.settled-->                         occupied
  occupied    --transaction.settled-->                         idle
  occupied    --transaction.unknown-->                         quarantined

  quarantined --sale.requested-->                              quarantined
  quarantined --transaction.settled-->                         occupied
  quarantined --transaction.settled-->                         idle
`;

export const TERMINAL_LINK = `
  unknown --link.up-->   online
  unknown --link.down--> offline
  online  --link.down--> offline
  offline --link.up-->   online
`;
