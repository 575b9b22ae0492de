import type { Optional } from '../../protocol/json.ts';
import type { KeyRing } from '../../crypto/key-ring.ts';
import type { GiftCards } from '../platform/gift-cards.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import type { TerminalSettings } from '../settings.ts';
import { VirtualTerminal } from '../terminal/virtual-terminal.ts';
import type { NotifierOptions } from '../wire/notifier.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A simulated terminal with a power switch instead of sockets. */
export interface WorldTerminal {
  readonly poiid: string;
  readonly virtual: VirtualTerminal;
  readonly isDown: boolean;
  /** While it is off, a connection is refused; otherwise it gets no answer. */
  readonly refusesWhileDown: boolean;
  /** Cuts the power, for that long. */
  cutPower(cut: PowerCut): void;
}

export interface PowerCut {
  readonly downMs: number;
  /** The terminal loses its history. */
  readonly forgets: boolean;
  /** The terminal announces it: an orderly restart. */
  readonly announced: boolean;
  readonly refuses: boolean;
}

export interface WorldTerminalParts {
  readonly poiid: string;
  readonly clock: VirtualClock;
  readonly keys: KeyRing;
  readonly random: RandomBytes;
  readonly settings: Optional<TerminalSettings>;
  readonly giftCards: GiftCards;
  readonly platformLedger: () => readonly LedgerEntry[];
  readonly notificationSender: NonNullable<NotifierOptions['sender']>;
  readonly onPowerCut: (poiid: string, upAtMs: number) => void;
}

export function createWorldTerminal(parts: WorldTerminalParts): WorldTerminal {
  const { poiid, clock, keys, random, settings, giftCards, platformLedger, notificationSender } = parts;
  const virtual = new VirtualTerminal({
    poiid,
    keys,
    settings,
    clock,
    random,
    platformLedger,
    giftCards,
    notificationSender,
  });
  let isDown = false;
  let refusesWhileDown = false;

  return {
    poiid,
    virtual,
    get isDown() {
      return isDown;
    },
    get refusesWhileDown() {
      return refusesWhileDown;
    },
    cutPower({ downMs, forgets, announced, refuses }) {
      if (isDown) return;
      virtual.restart({ forget: forgets, announced });
      isDown = true;
      refusesWhileDown = refuses;
      virtual.setReachable(false);
      parts.onPowerCut(poiid, clock.now() + downMs);
      clock.setTimeout(() => {
        isDown = false;
        virtual.setReachable(true);
      }, downMs);
    },
  };
}
