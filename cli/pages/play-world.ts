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

/** Starts everything on this machine: nothing of it is real money, and nothing is left of it afterwards. */
export async function startPlayWorld(port?: number, passphrase = drawPassphrase()): Promise<PlayWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'tenderline-play-'));
  const sharedKeys = [{ keyIdentifier: 'play', keyVersion: 1, passphrase }];
  const credentials = { username: 'play', password: drawPassphrase() };
  const simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys }] });
  const simulated = simulator.terminal(POIID);
  const listeners = new Set<(state: PlayState) => void>();
  const report = () => {
    for (const listener of listeners) listener(state());
  };
  const terminal = new PlayTerminal(simulated, report);
  const till = new PlayTill(
    {
      saleId: 'TILL-01',
      environment: 'test',
      journal: join(folder, 'journal.db'),
      terminals: [{ poiid: POIID, host: simulated.host, port: simulated.port }],
      sharedKeys,
      rootCertificate: simulator.fleet.rootPem,
      listener: { host: '127.0.0.1', port: 0, credentials },
    },
    // A till that starts listens at another port; the terminal must know it to say what it displays.
    ({ listenerUrl: url = '' }) => {
      const urls = [{ url, ...credentials, encrypted: true }];
      simulated.configure({ displayUrls: urls, eventUrls: urls });
    },
  );
  const state = (): PlayState => ({
    isRunning: till.isRunning,
    ...(till.last !== undefined && { transaction: till.last }),
    ...terminal.state,
  });

  async function act(action: PlayAction): Promise<void> {
    switch (action.do) {
      case 'pay':
        terminal.expect(action);
        till.pay(action.amount, action.reference);
        break;
      case 'card':
        terminal.card(action.how);
        break;
      case 'fault':
        terminal.toggle(action.fault, action.isOn);
        break;
      case 'decide':
        till.decide(action.outcome);
        break;
      case 'otherTill':
      case 'powerCut':
        terminal[action.do]();
        break;
      case 'kill':
      case 'start':
        await till[action.do]();
        break;
      case 'stop':
      case 'refund':
      case 'check':
        till[action.do]();
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
