import { parseScriptEntry } from '../faults/parse-script-entry.ts';
import { parseInputPlan, parseShopperPlan } from '../parse-plan.ts';
import { keyRingOf } from '../wire/protection.ts';
import type { SimulatedTerminal } from './simulated-terminal.ts';
import type { VirtualTerminal } from './virtual-terminal.ts';

/** Where a terminal is reached, and the gift cards that it shares. */
export type TerminalAddress = Pick<SimulatedTerminal, 'poiid' | 'host' | 'port' | 'giftCards'>;

/** The controls of a virtual terminal: all but `restart`, which depends on how the terminal is connected. */
export function terminalControls(
  terminal: VirtualTerminal,
  address: TerminalAddress,
): Omit<SimulatedTerminal, 'restart'> {
  return {
    ...address,
    ledger: terminal.ledger,
    received: terminal.received,
    events: terminal.events,
    get running() {
      return terminal.running;
    },
    personActs: (plan) => terminal.handle({ kind: 'personActs', plan: parseInputPlan(plan) }),
    get screen() {
      return terminal.output.screen;
    },
    get paper() {
      return terminal.output.paper;
    },
    script: (...entries) => terminal.script.add(...entries.map(parseScriptEntry)),
    clearScript: () => terminal.script.clear(),
    drawFaults(source) {
      terminal.faults = source;
    },
    get settings() {
      return terminal.settings;
    },
    configure: (settings) => terminal.configure(settings),
    otherTillPays: (amount) => terminal.otherTillPays(amount),
    async useKeys(sharedKeys) {
      terminal.keys = await keyRingOf(sharedKeys);
    },
    nextShopper: (plan) => terminal.handle({ kind: 'nextShopper', plan: parseShopperPlan(plan) }),
    nextInput: (plan) => terminal.handle({ kind: 'nextInput', plan: parseInputPlan(plan) }),
    shopperActs: (plan) => terminal.handle({ kind: 'shopperActs', plan: parseShopperPlan(plan) }),
    uploadOffline: (result = 'approved') => terminal.handle({ kind: 'upload', result }),
    notify: (notification) => terminal.handle({ kind: 'announce', notification: { ...notification, to: 'event' } }),
  };
}
