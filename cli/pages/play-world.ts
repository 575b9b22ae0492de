import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVisualizer, type Visualizer } from '../../gateway/visualizer/start-visualizer.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import type { PlayAction, PlayState } from '../../visualizer/index.ts';
import { drawPassphrase } from '../settings/simulator/state-dir.ts';
import { PlayTerminal } from './play-terminal.ts';
import { PlayTill } from './play-till.ts';

const POIID = 'V400m-324688179';

/** A till and a terminal to play with, and the page that displays both. */
export interface PlayWorld {
  readonly visualizer: Visualizer;
  readonly simulator: Simulator;
  close(): Promise<void>;
}

/** What a person can follow. */
const LIMITS = {
  responseTimeoutMs: 45_000,
  firstCheckDelayMs: 4000,
  statusIntervalMs: 2500,
  statusTimeoutMs: 8000,
  stalledIntervalMs: 15_000,
  // What the terminal has, it has at once: a NotFound proves sooner than that of a real one.
  notFoundGapMs: 3000,
  notFoundAgeMinMs: 5000,
  lingerMaxMs: 5000,
} as const;

/** What a busy machine adds to a wait. */
const BUSY_MS = 2000;

export interface PlayOptions {
  readonly port?: number | undefined;
  readonly passphrase?: string;
  /** Multiplies all waits. Default 1: a story is played in a minute. */
  readonly pace?: number;
}

/** Starts everything on this machine: nothing of it is real money, and nothing is left of it afterwards. */
export async function startPlayWorld({
  port,
  passphrase = drawPassphrase(),
  pace = 1,
}: PlayOptions = {}): Promise<PlayWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'tenderline-play-'));
  const sharedKeys = [{ keyIdentifier: 'play', keyVersion: 1, passphrase }];
  const credentials = { username: 'play', password: drawPassphrase() };
  const simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys }] });
  const simulated = simulator.terminal(POIID);
  const listeners = new Set<(state: PlayState) => void>();
  const report = () => {
    for (const listener of listeners) listener(state());
  };
  const terminal = new PlayTerminal(simulated, { pace, downMs: 5500 * pace + BUSY_MS }, report);
  // More than the silence before a check, and less than the terminal is off. A real one takes most of a minute.
  const terminalRestartMinMs = 4500 * pace + BUSY_MS;
  const waits = Object.fromEntries(Object.entries(LIMITS).map(([name, ms]) => [name, ms * pace]));
  const till = new PlayTill(
    {
      saleId: 'TILL-01',
      environment: 'test',
      journal: join(folder, 'journal.db'),
      terminals: [{ poiid: POIID, host: simulated.host, port: simulated.port }],
      sharedKeys,
      rootCertificate: simulator.fleet.rootPem,
      listener: { host: '127.0.0.1', port: 0, credentials },
      limits: { ...waits, terminalRestartMinMs, fastChecksMax: 3 },
    },
    (url) => {
      // A till that starts listens at another port; the terminal must know it to say what it displays.
      const urls = url === undefined ? [] : [{ url, ...credentials, encrypted: true }];
      simulated.configure({ displayUrls: urls, eventUrls: urls });
      report();
    },
  );
  const state = (): PlayState => ({
    ...(till.pid !== undefined && { pid: till.pid }),
    ...(till.last !== undefined && { transaction: till.last }),
    ...terminal.state,
  });

  async function act(action: PlayAction): Promise<void> {
    switch (action.do) {
      case 'pay':
        terminal.expect(action);
        await till.pay(action.amount, action.reference, action.asksForTip);
        break;
      case 'touch':
        terminal.touch(action.touch);
        break;
      case 'fault':
        terminal.faults.toggle(action.fault, action.isOn);
        break;
      case 'decide':
        await till.decide(action.outcome);
        break;
      case 'otherTill':
        terminal.otherTill();
        break;
      case 'restart':
        terminal.restart(action.forgets);
        break;
      case 'kill':
      case 'start':
      case 'stop':
      case 'refund':
      case 'check':
        await till[action.do]();
        break;
    }
    report();
  }

  const close = async () => {
    await till.kill();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await till.start();
    const follow = (listener: (state: PlayState) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const visualizer = await startVisualizer(till.source, { port, play: { state, act, follow } });
    return { visualizer, simulator, close: async () => (await visualizer.close(), await close()) };
  } catch (error) {
    await close();
    throw error;
  }
}
