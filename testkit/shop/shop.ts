import { open, type KeyRing, type SharedKey } from '../../crypto/index.ts';
import { GiftCards } from '../../simulator/platform/gift-cards.ts';
import type { LedgerEntry } from '../../simulator/platform/ledger.ts';
import { createPrng, seedFor, type Prng } from '../../simulator/primitives/prng.ts';
import { sealMessage } from '../../simulator/wire/protection.ts';
import {
  fixedFaultPlan,
  seededFaultPlan,
  type FaultPlan,
  type InjectedFault,
} from '../../simulator/world/fault-plan.ts';
import { Network } from '../../simulator/world/network.ts';
import type { InspectedRequest } from '../../simulator/world/request-inspector.ts';
import { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import { createWorldTerminal, type WorldTerminal } from '../../simulator/world/world-terminal.ts';
import type { Schedule } from '../schedule/schedule.ts';

export interface ShopParts {
  readonly schedule: Schedule;
  readonly keys: KeyRing;
  readonly onSent: (request: InspectedRequest) => void;
  readonly onMovement: (entry: LedgerEntry) => void;
  readonly onFault: (fault: InjectedFault) => void;
  /** A terminal sends the till a notification. */
  readonly onNotification: (body: Uint8Array) => void;
}

/** The key that the terminals and the till of the shop share, and the one that follows it: the till has both, a terminal one of them. */
export const SHOP_KEY: SharedKey = { keyIdentifier: 'world', keyVersion: 1, passphrase: 'World0:Every&Seed' };
export const SHOP_KEYS: readonly SharedKey[] = [
  SHOP_KEY,
  { ...SHOP_KEY, keyVersion: 2, passphrase: 'World1:Every&Seed' },
];

/** The simulated terminals of a shop, and the network between them and the till. */
export class Shop {
  readonly clock = new VirtualClock();
  readonly terminals: ReadonlyMap<string, WorldTerminal>;
  readonly network: Network;
  readonly #parts: ShopParts;
  readonly #prng: Prng;
  #isHealed = false;
  #statusRequests = 0;

  constructor(parts: ShopParts) {
    const { schedule, keys, onSent, onFault, onNotification, onMovement } = parts;
    const { seed } = schedule;
    this.#parts = parts;
    this.#prng = createPrng(seedFor(seed, 'shop'));
    const giftCards = new GiftCards();
    const urls = schedule.notifies ? [{ url: 'http://till.invalid/', encrypted: true }] : [];
    this.terminals = new Map(
      schedule.poiids.map((poiid) => {
        const prng = createPrng(seedFor(seed, poiid));
        const terminal = createWorldTerminal({
          poiid,
          clock: this.clock,
          keys: onlyKey(keys, SHOP_KEY.keyVersion),
          random: (length) => prng.bytes(length),
          settings: { ...schedule.settings, displayUrls: urls, eventUrls: urls },
          giftCards,
          platformLedger: () => this.ledger,
          notificationSender: {
            send: ({ body }) => onNotification(body),
            drop: () => undefined,
          },
          onPowerCut: (which, upAtMs) => this.network.powerLost(which, upAtMs),
        });
        terminal.virtual.events.on('charged', onMovement).on('reversed', onMovement);
        return [poiid, terminal];
      }),
    );
    const plan = faultPlanOf(schedule);
    this.network = new Network({
      clock: this.clock,
      seed: seedFor(seed, 'network'),
      faultPlan: {
        faultsOf: (exchange) => (this.#isHealed ? [] : plan.faultsOf(exchange)),
        detailsOf: (fault) => plan.detailsOf(fault),
      },
      terminals: this.terminals,
      keys,
      onSent,
      onFault,
    });
  }

  /** All movements of all terminals, oldest first for each. */
  get ledger(): readonly LedgerEntry[] {
    return [...this.terminals.values()].flatMap(({ virtual }) => virtual.ledger.entries);
  }

  terminal(poiid: string): WorldTerminal {
    const terminal = this.terminals.get(poiid);
    if (terminal === undefined) throw new RangeError(`poiid: expected a terminal of the shop, found ${poiid}`);
    return terminal;
  }

  /** From now on no exchange has a fault. */
  heal(): void {
    this.#isHealed = true;
  }

  /** The terminal has this version of the key from now on, and no other. */
  rotateKey(poiid: string, keyVersion: number): void {
    this.terminal(poiid).virtual.keys = onlyKey(this.#parts.keys, keyVersion);
  }

  /** Another till pays. */
  otherTillPays(poiid: string, valueMinor: number): void {
    const { virtual, isDown } = this.terminal(poiid);
    if (!isDown) virtual.otherTillPays({ currency: 'EUR', value: valueMinor });
  }

  /** Whether the terminal can report the status of a payment or a refund: it is asked directly, past the network. */
  terminalKnows(poiid: string, about: { readonly SaleID: string; readonly ServiceID: string }): boolean {
    this.#statusRequests += 1;
    const names = {
      MessageCategory: 'TransactionStatus',
      SaleID: about.SaleID,
      ServiceID: `ASK${this.#statusRequests}`,
    };
    const answers = ['Payment', 'Reversal'].map((MessageCategory) =>
      this.#send(poiid, names, { MessageReference: { MessageCategory, ...about } }),
    );
    return answers.some((answer) => /"Result":"Success"|"InProgress"/.test(answer));
  }

  /** Sends a request past the network, and returns the immediate answer, opened; empty without an answer. */
  #send(
    poiid: string,
    names: { readonly MessageCategory: string; readonly SaleID: string; readonly ServiceID: string },
    body: object,
  ): string {
    const { virtual, isDown } = this.terminal(poiid);
    const { active } = virtual.keys ?? this.#parts.keys;
    const MessageHeader = {
      ProtocolVersion: '3.0',
      MessageClass: 'Service',
      MessageType: 'Request',
      POIID: poiid,
      ...names,
    };
    const message = { SaleToPOIRequest: { MessageHeader, [`${names.MessageCategory}Request`]: body } };
    const plaintext = Buffer.from(JSON.stringify(message));
    const random = (length: number) => this.#prng.bytes(length);
    const sealed = sealMessage('SaleToPOIRequest', MessageHeader, plaintext, active, random);
    let answer = '';
    if (isDown) return answer;
    virtual.receive(Buffer.from(JSON.stringify(sealed)), (delivery) => {
      if (delivery.kind === 'respond') answer = openAnswer(delivery.body, active);
    });
    return answer;
  }
}

function onlyKey(keys: KeyRing, keyVersion: number): KeyRing {
  const active = keys.find(SHOP_KEY.keyIdentifier, keyVersion) ?? keys.active;
  return {
    active,
    find: (identifier, version) =>
      identifier === active.keyIdentifier && version === active.keyVersion ? active : undefined,
  };
}

function openAnswer(body: Uint8Array, key: KeyRing['active']): string {
  const { SaleToPOIResponse } = JSON.parse(Buffer.from(body).toString()) as {
    SaleToPOIResponse: { NexoBlob: string; SecurityTrailer: { Nonce: string; Hmac: string } };
  };
  const { NexoBlob, SecurityTrailer } = SaleToPOIResponse;
  return Buffer.from(open(key.material, { NexoBlob, ...SecurityTrailer }))
    .toString()
    .replaceAll(/": +/g, '":');
}

function faultPlanOf({ seed, faults }: Schedule): FaultPlan {
  return 'drawn' in faults ? seededFaultPlan(seed, faults.drawn) : fixedFaultPlan(seed, faults.fixed);
}
