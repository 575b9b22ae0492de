import type { VirtualTerminal } from './virtual-terminal.ts';

/** A logger, for example of pino. */
export interface SimulatorLog {
  info(fields: object, message: string): void;
}

/** Logs one line for each event of a terminal: identifiers only, never messages. */
export function logEvents({ events }: VirtualTerminal, POIID: string, log: SimulatorLog): void {
  events.on('request', ({ MessageCategory, ServiceID, SaleID }) =>
    log.info({ POIID, MessageCategory, ServiceID, SaleID }, 'request'),
  );
  events.on('charged', ({ ServiceID, amount }) => log.info({ POIID, ServiceID, amount }, 'charged'));
  events.on('reversed', ({ ServiceID, amount }) => log.info({ POIID, ServiceID, amount }, 'reversed'));
  events.on('giftCard', ({ type, change }) => log.info({ POIID, type, change }, 'giftCard'));
  events.on('notified', ({ notification: { to, event, ServiceID }, result }) =>
    log.info({ POIID, to, event, ServiceID, ...result }, 'notified'),
  );
  events.on('down', () => log.info({ POIID }, 'down'));
  events.on('up', () => log.info({ POIID }, 'up'));
  events.on('aborted', ({ ServiceID }) => log.info({ POIID, ServiceID }, 'aborted'));
  events.on('answered', ({ MessageCategory, ServiceID }) =>
    log.info({ POIID, MessageCategory, ServiceID }, 'answered'),
  );
  events.on('fault', ({ fault, ...ids }) => log.info({ POIID, ...ids, fault: fault.kind }, 'fault'));
}
