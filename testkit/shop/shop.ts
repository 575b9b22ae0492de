import { open, type KeyRing, type SharedKey } from '../../crypto/index.ts';
import { GiftCards } from '../../simulator/platform/gift-cards.ts';
import type { LedgerEntry } from '../../simulator/platform/ledger.ts';
import { createPrng, seedFor, type Prng } from '../../simulator/primitives/prng.ts';
import { sealMessage } from '../../simulator/wire/protection.ts';
import { drawnFates, fixedFates, type Fates, type Struck } from '../../simulator/world/fault-plan.ts';
import { Network } from '../../simulator/world/network.ts';
import { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import type { Tapped } from '../../simulator/world/request-inspector.ts';
import { worldTerminal, type WorldTerminal } from '../../simulator/world/world-terminal.ts';
import type { Schedule } from '../schedule/schedule.ts';

export interface ShopParts {
  readonly schedule: Schedule;
  readonly keys: KeyRing;
  readonly onSent: (request: Tapped) => void;
  readonly onBooked: (entry: LedgerEntry) => void;
  readonly onStruck: (fault: Struck) => void;
  /** A terminal tells the till something. */
  readonly onNotification: (body: Uint8Array) => void;
}

/** The keys of the shop: everybody in it has them. */
export const SHOP_KEY: SharedKey = { keyIdentifier: 'world', keyVersion: 1, passphrase: 'World0:Every&Seed' };

/** The terminals of a shop and the network between them and the till. Nothing in it is real, and nothing in it is the till's. */
export class Shop {
  readonly clock = new VirtualClock();
  readonly terminals: ReadonlyMap<string, WorldTerminal>;
  readonly network: Network;
  readonly #parts: ShopParts;
  readonly #prng: Prng;
  #isHealed = false;
  #strangers = 0;

  constructor(parts: ShopParts) {
    const { schedule, keys, onSent, onStruck, onNotification, onBooked } = parts;
    const { seed } = schedule;
    this.#parts = parts;
    this.#prng = createPrng(seedFor(seed, 'shop'));
    const giftCards = new GiftCards();
    const urls = schedule.notifies ? [{ url: 'http://till.invalid/', encrypted: true }] : [];
    const book = () => this.book;
    this.terminals = new Map(
      schedule.poiids.map((poiid) => {
        const prng = createPrng(seedFor(seed, poiid));
        const terminal = worldTerminal({
          poiid,
          clock: this.clock,
          keys,
          random: (length) => prng.bytes(length),
          settings: { ...schedule.settings, displayUrls: urls, eventUrls: urls },
          giftCards,
          book,
          notificationSender: {
            send: ({ body }) => onNotification(body),
            drop: () => undefined,
          },
          onPowerCut: (which, upAtMs) => this.network.powerWent(which, upAtMs),
        });
        terminal.virtual.events.on('charged', onBooked).on('reversed', onBooked);
        return [poiid, terminal];
      }),
    );
    const fates = fatesOf(schedule);
    this.network = new Network({
      clock: this.clock,
      seed: seedFor(seed, 'network'),
      fates: { of: (at) => (this.#isHealed ? [] : fates.of(at)), chance: (at, kind) => fates.chance(at, kind) },
      terminals: this.terminals,
      keys,
      onSent,
      onStruck,
    });
  }

  /** All movements of all terminals, oldest first for each. */
  get book(): readonly LedgerEntry[] {
    return [...this.terminals.values()].flatMap(({ virtual }) => virtual.ledger.entries);
  }

  terminal(poiid: string): WorldTerminal {
    const terminal = this.terminals.get(poiid);
    if (terminal === undefined) throw new RangeError(`poiid: expected a terminal of the shop, found ${poiid}`);
    return terminal;
  }

  /** From here on nothing goes wrong any more. */
  heal(): void {
    this.#isHealed = true;
  }

  /** Another till, which is no business of ours, pays. */
  rivalPays(poiid: string, valueMinor: number): void {
    const { virtual, isDown } = this.terminal(poiid);
    if (!isDown) virtual.otherTillPays({ currency: 'EUR', value: valueMinor });
  }

  /** Whether the terminal can say what became of a payment or a refund of that till: asked directly, past the network. */
  terminalKnows(poiid: string, about: { readonly SaleID: string; readonly ServiceID: string }): boolean {
    this.#strangers += 1;
    const names = { MessageCategory: 'TransactionStatus', SaleID: about.SaleID, ServiceID: `ASK${this.#strangers}` };
    const answers = ['Payment', 'Reversal'].map((MessageCategory) =>
      this.#send(poiid, names, { MessageReference: { MessageCategory, ...about } }),
    );
    return answers.some((answer) => /"Result":"Success"|"InProgress"/.test(answer));
  }

  /** Sends past the network, and gives what is answered at once, in the clear; empty without an answer. */
  #send(
    poiid: string,
    names: { readonly MessageCategory: string; readonly SaleID: string; readonly ServiceID: string },
    body: object,
  ): string {
    const { virtual, isDown } = this.terminal(poiid);
    const { active } = this.#parts.keys;
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
    virtual.take(Buffer.from(JSON.stringify(sealed)), (delivery) => {
      if (delivery.kind === 'respond') answer = openAnswer(delivery.body, active);
    });
    return answer;
  }
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

function fatesOf({ seed, faults }: Schedule): Fates {
  return 'drawn' in faults ? drawnFates(seed, faults.drawn) : fixedFates(seed, faults.fixed);
}
