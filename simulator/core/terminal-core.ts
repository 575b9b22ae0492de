import { answerAtOnce } from './immediate-responses.ts';
import { beginInput, beginTransaction, endsEarly, onShopper, onTimer, turnAway } from './dialogue-transitions.ts';
import {
  asksForCard,
  fitsCard,
  readTransaction,
  startsDialogue,
  type Dialogue,
  type DialogueNames,
  type Transaction,
} from './dialogue.ts';
import type { HeldCard } from '../categories/transaction-result.ts';
import { meantBy } from '../categories/transaction-status.ts';
import type { Pairs } from '../messages/text-encoding.ts';
import { names, TerminalMemory } from './terminal-memory.ts';
import { answerTo, bodyWith, malformed, type WireObject } from '../messages/responses.ts';
import { tenderReference } from '../primitives/identifiers.ts';
import type { Step } from './screen-player.ts';
import { busyBody, duplicateBody, wrongPOIID } from './refusals.ts';
import { AbortRequest, readBody, readEnvelope, type RequestHeader } from '../messages/request-reader.ts';
import type { InputPlan, ShopperPlan, TerminalSettings } from '../settings.ts';
import type { TerminalEffect, TerminalEnv, TerminalInput, TimerName } from './terminal.types.ts';
import { EARLY_END } from '../platform/host-verdict.ts';

type Effects = readonly TerminalEffect[];

const ALL_TIMERS: readonly TimerName[] = ['shopper', 'presentation', 'screen', 'host', 'abort'];
/** What TransactionStatus can repeat (reference 5.3); of the others it knows nothing once they are answered. */
const REMEMBERED: readonly string[] = ['Payment', 'Reversal', 'CardAcquisition', 'StoredValue'];
/** What the terminal takes while it waits with an acquired card (reference 6.6). */
const WITH_HELD_CARD: readonly string[] = ['Payment', 'BalanceInquiry', 'EnableService', 'Display', 'Input', 'Print'];

/**
 * A payment terminal as a pure thing: no sockets, no encryption, no clock and no randomness of its own. Requests, timers and
 * shoppers go in; answers, timers and money come out as data.
 */
export class TerminalCore {
  readonly #poiid: string;
  readonly #memory = new TerminalMemory();
  readonly #shoppers: ShopperPlan[] = [];
  readonly #inputs: InputPlan[] = [];
  #dialogue: Dialogue | undefined;
  #held: HeldCard | undefined;

  constructor(poiid: string) {
    this.#poiid = poiid;
  }

  /** The ServiceID of the dialogue that runs. */
  get running(): string | undefined {
    return this.#dialogue?.header.ServiceID;
  }

  handle(input: TerminalInput, env: TerminalEnv): Effects {
    switch (input.kind) {
      case 'request':
        return this.#takeRequest(input.exchange, input.message, env);
      case 'timer':
        return this.#happens((dialogue) => onTimer(dialogue, input.timer, env), env);
      case 'nextShopper':
        this.#shoppers.push(input.plan);
        return [];
      case 'nextInput':
        this.#inputs.push(input.plan);
        return [];
      case 'shopperActs':
        return this.#happens((dialogue) => onShopper(dialogue, input.plan, env), env);
      case 'announce':
        return [{ kind: 'notify', afterMs: 0, notification: input.news }];
      case 'restart':
        return this.#restart(input.forget, env);
      default:
        return input satisfies never;
    }
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  #takeRequest(exchange: number, message: unknown, env: TerminalEnv): Effects {
    const envelope = readEnvelope(message);
    if (!envelope.ok) return [{ kind: 'reply', exchange, reply: { kind: 'errors', errors: envelope.errors } }];
    const { header, body } = envelope.value;
    if (header.POIID !== this.#poiid) return [{ kind: 'reply', exchange, reply: wrongPOIID(header, env) }];
    if (header.MessageCategory === 'Abort') {
      return [{ kind: 'reply', exchange, reply: { kind: 'empty' } }, ...this.#abort(header, body, env.settings)];
    }
    const isNew = !this.#memory.use(header.ServiceID, env.nowMs, env.settings.memoryMs);
    return [...this.#overtake(env), ...this.#answer(exchange, header, body, isNew, env)];
  }

  /** Any other request ends an Input that waits for its answer (reference 1.3). */
  #overtake(env: TerminalEnv): Effects {
    if (this.#dialogue?.phase !== 'asking') return [];
    return this.#happens((dialogue) => endsEarly(dialogue, EARLY_END.overtaken, env), env);
  }

  #answer(exchange: number, header: RequestHeader, body: unknown, isNew: boolean, env: TerminalEnv): Effects {
    const { settings, nowMs } = env;
    const { MessageCategory, SaleID, ServiceID } = header;
    const reply = (answer: WireObject) => ({ kind: 'reply', exchange, reply: answerTo(header, answer) }) as const;
    const busy = this.#busy(MessageCategory, settings);

    if (!startsDialogue(MessageCategory)) {
      if (!isNew && settings.duplicateServiceID === 'refuse') return [reply(duplicateBody(MessageCategory))];
      const now = { dialogue: this.#dialogue, held: this.#held, busy, memory: this.#memory, settings, nowMs };
      const { body: answer, effects = [], releasesCard = false } = answerAtOnce(header, body, now);
      if (releasesCard) this.#held = undefined;
      return [...effects, reply(answer)];
    }

    if (busy !== undefined) return [reply(busyBody(MessageCategory, busy, body, nowMs))];
    if (!isNew && settings.duplicateServiceID === 'refuse') return [reply(duplicateBody(MessageCategory))];
    if (!isNew && settings.duplicateServiceID === 'repeat') {
      const earlier = this.#memory.find({ MessageCategory, SaleID, ServiceID }, nowMs, settings.memoryMs);
      if (earlier !== undefined) return [reply(earlier.body)];
    }
    const transaction = readTransaction(MessageCategory, header, body);
    if (!transaction.ok) return [reply(bodyWith(MessageCategory, malformed(transaction.errors)))];
    return this.#start(transaction.value, { header, exchange, tender: tenderReference(nowMs, env.random) }, env);
  }

  /** The pairs of a Busy answer while something runs or somebody is in the menu (reference 7.4, 1.3). */
  #busy(wanted: string, { adminMenuOpen }: TerminalSettings): Pairs | undefined {
    const runs = this.#dialogue ?? (WITH_HELD_CARD.includes(wanted) ? undefined : this.#held);
    if (runs !== undefined) {
      const message = `Forbidden Request, Service Dialogue ${runs.header.MessageCategory}Request is in Progress`;
      return { message, serviceId: runs.header.ServiceID };
    }
    return adminMenuOpen ? { message: 'ADMIN_MENU' } : undefined;
  }

  /** An Abort that names what runs takes effect a little later; any other is ignored (reference 5.2). */
  #abort(header: RequestHeader, body: unknown, { abortAfterMs }: TerminalSettings): Effects {
    const request = readBody(AbortRequest, 'Abort', body);
    if (!request.ok || this.#dialogue === undefined) return [];
    const { MessageReference } = request.value;
    const wanted = meantBy(MessageReference, header);
    const isComplete = MessageReference.MessageCategory !== undefined && MessageReference.ServiceID !== undefined;
    if (wanted === undefined || !isComplete || !names(wanted, this.#dialogue.header)) return [];
    return [{ kind: 'arm', timer: 'abort', afterMs: abortAfterMs }];
  }

  // --- the course of a dialogue --------------------------------------------------------------------------------------

  #start(transaction: Transaction, named: DialogueNames, env: TerminalEnv): Effects {
    const { settings } = env;
    if (transaction.category === 'Input') {
      const plan = this.#inputs.shift() ?? settings.input;
      return this.#take(beginInput({ ...named, transaction, plan, phase: 'asking' }, settings), env);
    }
    if (!fitsCard(transaction, this.#held)) {
      const dialogue = { ...named, transaction, plan: settings.shopper, phase: 'presenting' } as const;
      return this.#take(turnAway(dialogue, EARLY_END.wrongCard, env), env);
    }
    if (asksForCard(transaction)) {
      const plan = this.#shoppers.shift() ?? settings.shopper;
      return this.#take(beginTransaction({ ...named, transaction, plan, phase: 'presenting' }, env), env);
    }
    const plan = this.#held?.plan ?? settings.shopper;
    // A payment is what the card was held for.
    if (transaction.category === 'Payment') this.#held = undefined;
    return this.#take(beginTransaction({ ...named, transaction, plan, phase: 'authorising' }, env), env);
  }

  #happens(step: (dialogue: Dialogue) => Step, env: TerminalEnv): Effects {
    return this.#dialogue === undefined ? [] : this.#take(step(this.#dialogue), env);
  }

  #take({ dialogue, ended, effects }: Step, env: TerminalEnv): Effects {
    if (ended === undefined) {
      this.#dialogue = dialogue;
      return effects;
    }
    const { header, exchange } = dialogue;
    const { body, entry, giftCards = [], held } = ended;
    this.#dialogue = undefined;
    this.#held = held ?? this.#held;
    if (REMEMBERED.includes(header.MessageCategory)) {
      this.#memory.remember({ header, body, atMs: env.nowMs }, env.settings.memoryTransactionsMax);
    }
    return [
      ...effects,
      { kind: 'disarm', timers: ALL_TIMERS },
      ...(entry === undefined ? [] : [{ kind: 'booked', entry } as const]),
      ...giftCards.map((giftCard) => ({ kind: 'giftCard', entry: giftCard }) as const),
      { kind: 'reply', exchange, reply: answerTo(header, body) },
    ];
  }

  /** What the host was asked for happens although nobody is there to hear it; what it was not asked for does not. */
  #restart(forget: boolean, env: TerminalEnv): Effects {
    const effects = this.#happens((dialogue) => endsEarly(dialogue, EARLY_END.restarted, env), env);
    this.#held = undefined;
    if (forget) this.#memory.forget();
    return effects.filter(({ kind }) => kind !== 'reply' && kind !== 'notify');
  }
}
