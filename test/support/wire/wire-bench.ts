import { afterEach, beforeAll, beforeEach } from 'vitest';
import { createFakeFleet, type FakeFleet } from '../../../simulator/fleet/fleet.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/simulator.ts';
import type { SimulatedTerminal } from '../../../simulator/terminal/simulated-terminal.ts';
import {
  at,
  header,
  lane,
  LANE_KEY,
  POIID,
  post,
  QUICK,
  status,
  type Json,
  type Lane,
  type WireResponse,
} from '../simulator.ts';
import { verdictOf } from '../terminal/terminal-core.ts';

/** A simulated terminal on loopback and a till that talks to it, new for each test. */
export interface WireBench {
  fleet: FakeFleet;
  till: Lane;
  simulator: Simulator;
  terminal: SimulatedTerminal;
  /** Starts another simulator in place of the one that is there; the bench talks to its first terminal. */
  restartWith(options: SimulatorOptions): Promise<void>;
  /** Seals a message, posts it and gives what came. */
  send(plain: Json): Promise<WireResponse>;
  /** Posts bytes as they are. */
  sendRaw(body: string): Promise<WireResponse>;
}

export function wireBench(): WireBench {
  let fleet: FakeFleet;
  let till: Lane;
  let simulator: Simulator;
  let terminal: SimulatedTerminal;
  const start = async (options: Partial<SimulatorOptions> = {}) => {
    const terminals = [{ poiid: POIID, sharedKeys: [LANE_KEY], settings: QUICK }];
    simulator = await startSimulator({ fleet, seed: 1, terminals, ...options });
    terminal = simulator.terminal(options.terminals?.[0]?.poiid ?? POIID);
  };
  beforeAll(async () => {
    [fleet, till] = await Promise.all([createFakeFleet(), lane()]);
  });
  beforeEach(() => start());
  afterEach(() => simulator.close());
  const sendRaw = (body: string) => post(terminal.port, body, { ca: [fleet.rootPem] });
  return {
    get fleet() {
      return fleet;
    },
    get till() {
      return till;
    },
    get simulator() {
      return simulator;
    },
    get terminal() {
      return terminal;
    },
    async restartWith(options) {
      await simulator.close();
      await start(options);
    },
    send: (plain) => sendRaw(till.seal(plain)),
    sendRaw,
  };
}

/** What a terminal remembers of a payment: the verdict of its answer, or that of the status itself. */
export async function remembered(bench: WireBench, ServiceID: string): Promise<unknown> {
  bench.terminal.clearScript();
  const answer = await bench.send(status(`Q${ServiceID}`, ServiceID));
  const plain: unknown = JSON.parse(bench.till.open(answer.body));
  const body = at(plain, 'SaleToPOIResponse', 'TransactionStatusResponse');
  return verdictOf(at(body, 'RepeatedMessageResponse', 'RepeatedResponseMessageBody', 'PaymentResponse') ?? body);
}

/** The SaleToPOIResponse as it stands on the wire. */
export function envelopeOf(body: Uint8Array): unknown {
  return at(JSON.parse(Buffer.from(body).toString()), 'SaleToPOIResponse');
}

export function responseHeader(category: string, ServiceID: string): Json {
  return { ...header(category, ServiceID), MessageType: 'Response' };
}

/** How a connection breaks in Node, by the moment. */
export const BROKEN = /ECONNRESET|socket hang up|aborted|disconnected/;
