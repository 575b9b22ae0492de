import { TerminalCore } from '../../../simulator/core/terminal-core.ts';
import type { TerminalEffect, TerminalInput, TimerName } from '../../../simulator/core/terminal.types.ts';
import type { Notification } from '../../../simulator/messages/notifications.ts';
import type { Reply } from '../../../simulator/messages/responses.ts';
import { GiftCards } from '../../../simulator/platform/gift-cards.ts';
import type { LedgerEntry } from '../../../simulator/platform/ledger.ts';
import { createPrng } from '../../../simulator/primitives/prng.ts';
import { DEFAULT_SETTINGS, type TerminalSettings } from '../../../simulator/settings.ts';
import type { ShopperPlan } from '../../../simulator/shopper-plan.ts';
import { at, POIID, type Json, type PaymentWish } from '../simulator.ts';

/** The pure terminal on a test bench: time stands still until a test advances the clock. */
export class CoreBench {
  settings: TerminalSettings;
  nowMs = Date.parse('2026-05-04T10:15:33.120Z');
  readonly ledger: LedgerEntry[] = [];
  readonly giftCards = new GiftCards();
  readonly effects: TerminalEffect[] = [];
  /** The notifications that were sent, and when, in milliseconds of the bench's clock. */
  readonly notifications: { readonly atMs: number; readonly notification: Notification }[] = [];
  readonly #core: TerminalCore;
  readonly #random = createPrng(1);
  readonly #timers = new Map<TimerName, number>();
  #exchanges = 0;

  constructor(settings: Partial<TerminalSettings> = {}, poiid: string = POIID) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.giftCards.script(this.settings.giftCards, this.nowMs);
    this.#core = new TerminalCore(poiid);
  }

  /** Sends a message; returns what reads its reply: `undefined` as long as there is none. */
  send(message: unknown): () => Reply | undefined {
    const exchange = (this.#exchanges += 1);
    this.handle({ kind: 'request', exchange, message });
    return () => {
      const replies = this.effects.filter((effect) => effect.kind === 'reply' && effect.exchange === exchange);
      const [first] = replies;
      if (replies.length > 1) throw new Error('one request was answered twice');
      return first?.kind === 'reply' ? first.reply : undefined;
    };
  }

  /** Sends a message and lets all timers go off; the body of the answer. */
  exchange(message: Json): unknown {
    const reply = this.send(message);
    this.advance(200_000);
    return bodyOf(reply());
  }

  handle(input: TerminalInput): void {
    const random = (length: number) => this.#random.bytes(length);
    const { nowMs, ledger, settings } = this;
    const environment = { nowMs, random, ledger, giftCards: this.giftCards.entries, settings };
    for (const effect of this.#core.handle(input, environment)) {
      this.effects.push(effect);
      if (effect.kind === 'notify') {
        this.notifications.push({ atMs: this.nowMs + effect.afterMs, notification: effect.notification });
      }
      if (effect.kind === 'arm') this.#timers.set(effect.timer, this.nowMs + effect.afterMs);
      if (effect.kind === 'disarm') effect.timers.forEach((timer) => this.#timers.delete(timer));
      if (effect.kind === 'ledgerEntry') this.ledger.push(effect.entry);
      if (effect.kind === 'giftCardEntry') this.giftCards.record(effect.entry);
    }
  }

  /** Lets time pass, timer by timer. */
  advance(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, dueMs]) => dueMs <= until).toSorted(([, a], [, b]) => a - b)[0];
      if (due === undefined) break;
      const [timer, dueMs] = due;
      this.#timers.delete(timer);
      this.nowMs = dueMs;
      this.handle({ kind: 'timer', timer });
    }
    this.nowMs = until;
  }

  get timersArmed(): readonly TimerName[] {
    return [...this.#timers.keys()];
  }
}

/** The events that a bench notified of one request, or of all, as one line. */
export function notifiedEvents({ notifications }: CoreBench, ServiceID?: string): string {
  const about = notifications.filter(
    ({ notification }) => ServiceID === undefined || notification.ServiceID === ServiceID,
  );
  return about.map(({ notification }) => notification.event).join(' ');
}

/** The body of a message: what stands beside the header. */
export function bodyOf(reply: Reply | undefined): unknown {
  if (reply?.kind !== 'message') return undefined;
  const envelope = at(reply.message, 'SaleToPOIResponse');
  return at(envelope, `${String(at(envelope, 'MessageHeader', 'MessageCategory'))}Response`);
}

/** The Response of a body, which device answers have elsewhere. */
function responseOf(body: unknown): unknown {
  return at(body, 'Response') ?? at(body, 'InputResult', 'Response') ?? at(body, 'OutputResult', '0', 'Response');
}

/** `Success`, or the ErrorCondition of a failure, or `Partial`. */
export function verdictOf(body: unknown): unknown {
  const response = responseOf(body);
  return at(response, 'ErrorCondition') ?? at(response, 'Result');
}

/** AdditionalResponse as pairs. */
export function pairsOf(body: unknown): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(String(at(responseOf(body), 'AdditionalResponse'))));
}

/** What a payment asks for with these tender options. */
export function withOptions(...options: string[]): PaymentWish {
  return { saleToAcquirerData: options.map((option) => `tenderOption=${option}`).join('&') };
}

/** Settings whose shopper pays, as the plan says. */
export function pays(plan: Partial<ShopperPlan>): Partial<TerminalSettings> {
  return { shopper: { does: 'presentsCard', ...plan } };
}

/** The results of the tenders that ended. */
export function finalResults({ notifications }: CoreBench): readonly (string | undefined)[] {
  return notifications.flatMap(({ notification }) => ('result' in notification ? [notification.result] : []));
}
