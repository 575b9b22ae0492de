import { abortsRequest } from '../categories/abort.ts';
import type { HeldCard } from '../categories/transaction-result.ts';
import { readEnvelope, type RequestHeader } from '../messages/request-reader.ts';
import { answerTo, bodyWith, malformed, withPeriod } from '../messages/responses.ts';
import type { Pairs } from '../messages/text-encoding.ts';
import type { WireObject } from '../messages/wire-object.ts';
import { tenderReference } from '../primitives/identifiers.ts';
import type { TerminalSettings } from '../settings.ts';
import type { InputPlan, ShopperPlan } from '../shopper-plan.ts';
import { beginTransaction, endEarly, onShopper, onTimer, refuseTransaction } from './dialogue-transitions.ts';
import type { Dialogue, DialogueIdentity } from './dialogue.ts';
import { EARLY_RESULTS } from './early-results.ts';
import { respondImmediately } from './immediate-responses.ts';
import { updateInput } from './input-updates.ts';
import { MoneyRecords } from './memory/money-records.ts';
import { onPerson } from './questions/person-acts.ts';
import { beginQuestion } from './questions/questions.ts';
import { busyBody, duplicateBody, MENU_OPEN, occupiedBy, wrongPOIID } from './refusals.ts';
import type { Transition } from './screen-player.ts';
import { TerminalMemory } from './memory/terminal-memory.ts';
import type {
  GivenEnvironment,
  TerminalEffect,
  TerminalEnvironment,
  TerminalInput,
  TimerName,
} from './terminal.types.ts';
import {
  asksForCard,
  isAcceptedWithCard,
  isRemembered,
  readTransaction,
  refusedAtOnce,
  startsDialogue,
  type Transaction,
} from './transactions.ts';

type Effects = readonly TerminalEffect[];

const ALL_TIMERS: readonly TimerName[] = ['shopper', 'presentation', 'screen', 'host', 'abort'];

/**
 * A payment terminal as a pure state machine: no sockets, no encryption, no clock and no randomness of its own. Requests, timers
 * and shoppers are its inputs; answers, timers and movements of money are its effects, as data.
 */
export class TerminalCore {
  readonly #poiid: string;
  readonly #memory = new TerminalMemory();
  readonly #shoppers: ShopperPlan[] = [];
  readonly #inputs: InputPlan[] = [];
  readonly #records = new MoneyRecords();
  #dialogue: Dialogue | undefined;
  #held: HeldCard | undefined;
  #isStarted = false;

  constructor(poiid: string) {
    this.#poiid = poiid;
  }

  /** The ServiceID of the dialogue that is in progress. */
  get running(): string | undefined {
    return this.#dialogue?.header.ServiceID;
  }

  handle(input: TerminalInput, given: GivenEnvironment): Effects {
    const environment = { ...given, unconfirmed: this.#records.unsent };
    switch (input.kind) {
      case 'request':
        return this.#takeRequest(input.exchange, input.message, environment);
      case 'timer':
        return this.#advance((dialogue) => onTimer(dialogue, input.timer, environment), environment);
      case 'nextShopper':
        this.#shoppers.push(input.plan);
        return [];
      case 'nextInput':
        this.#inputs.push(input.plan);
        return [];
      case 'shopperActs':
        return this.#advance((dialogue) => onShopper(dialogue, input.plan, environment), environment);
      case 'upload':
        return this.#records.upload(input.result, environment.nowMs);
      case 'personActs':
        return this.#advance((dialogue) => onPerson(dialogue, input.plan, environment), environment);
      case 'announce':
        return [{ kind: 'notify', afterMs: 0, notification: input.notification }];
      case 'restart':
        return this.#restart(input.forget, environment);
      default:
        return input satisfies never;
    }
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  #takeRequest(exchange: number, message: unknown, environment: TerminalEnvironment): Effects {
    const envelope = readEnvelope(message);
    if (!envelope.ok) return [{ kind: 'reply', exchange, reply: { kind: 'errors', errors: envelope.errors } }];
    const { header, body } = envelope.value;
    if (header.POIID !== this.#poiid) return [{ kind: 'reply', exchange, reply: wrongPOIID(header, environment) }];
    if (header.MessageCategory === 'Abort') {
      return [
        { kind: 'reply', exchange, reply: { kind: 'empty' } },
        ...this.#abort(header, body, environment.settings),
      ];
    }
    const isNew = !this.#memory.use(header.ServiceID, environment.nowMs, environment.settings.memoryMs);
    if (header.MessageCategory === 'InputUpdate') return this.#updateInput(exchange, header, body);
    return [...this.#endInput(environment), ...this.#answer(exchange, header, body, isNew, environment)];
  }

  #updateInput(exchange: number, header: RequestHeader, body: unknown): Effects {
    const { answer, dialogue, output } = updateInput(this.#dialogue, header, body);
    this.#dialogue = dialogue ?? this.#dialogue;
    const reply = { kind: 'reply', exchange, reply: answerTo(header, answer) } as const;
    return output === undefined ? [reply] : [output, reply];
  }

  /** Any other request ends an Input that waits for its answer (reference 1.3). */
  #endInput(environment: TerminalEnvironment): Effects {
    if (this.#dialogue?.phase !== 'asking') return [];
    return this.#advance((dialogue) => endEarly(dialogue, EARLY_RESULTS.overtaken, environment), environment);
  }

  #answer(
    exchange: number,
    header: RequestHeader,
    body: unknown,
    isNew: boolean,
    environment: TerminalEnvironment,
  ): Effects {
    const { settings, nowMs, random } = environment;
    const { MessageCategory, SaleID, ServiceID } = header;
    const reply = (answer: WireObject) => ({ kind: 'reply', exchange, reply: answerTo(header, answer) }) as const;
    const busy = this.#busy(MessageCategory, settings);
    const refusesDuplicate = !isNew && settings.duplicateServiceID === 'refuse';

    if (!startsDialogue(MessageCategory)) {
      if (refusesDuplicate) return [reply(duplicateBody(MessageCategory))];
      const response = respondImmediately(header, body, {
        running: this.#dialogue?.header,
        find: (filter) => this.#memory.find(filter, nowMs, settings.memoryMs),
        held: this.#held,
        isStarted: this.#isStarted,
        busy,
        settings,
        nowMs,
        records: this.#records,
      });
      if (response.releasesCard === true) this.#release();
      this.#isStarted ||= response.startsTransaction === true;
      const uploaded = response.uploads === true ? this.#records.upload('approved', nowMs) : [];
      return [...(response.output ?? []), ...uploaded, reply(response.body)];
    }

    if (busy !== undefined) return [reply(busyBody(MessageCategory, busy, body, nowMs))];
    if (refusesDuplicate) return [reply(duplicateBody(MessageCategory))];
    if (!isNew && settings.duplicateServiceID === 'repeat') {
      const earlier = this.#memory.find({ MessageCategory, SaleID, ServiceID }, nowMs, settings.memoryMs);
      if (earlier !== undefined) return [reply(earlier.body)];
    }
    const transaction = readTransaction(MessageCategory, header, body, settings);
    if (!transaction.ok) return [reply(bodyWith(MessageCategory, malformed(transaction.errors)))];
    return this.#start(transaction.value, { header, exchange, tender: tenderReference(nowMs, random) }, environment);
  }

  /** The pairs of a Busy answer while a dialogue is in progress or the menu is open (reference 7.4, 1.3). */
  #busy(wanted: string, { adminMenuOpen }: TerminalSettings): Pairs | undefined {
    const occupant = this.#dialogue ?? (isAcceptedWithCard(wanted) ? undefined : this.#held);
    return occupant === undefined ? (adminMenuOpen ? MENU_OPEN : undefined) : occupiedBy(occupant.header);
  }

  /** An Abort of the dialogue that is in progress takes effect a little later; any other is ignored (reference 5.2). */
  #abort(header: RequestHeader, body: unknown, { abortAfterMs }: TerminalSettings): Effects {
    if (this.#dialogue === undefined || !abortsRequest(header, body, this.#dialogue.header)) return [];
    return [{ kind: 'arm', timer: 'abort', afterMs: abortAfterMs }];
  }

  /** No card is held, and none is waited for. */
  #release(): void {
    this.#held = undefined;
    this.#isStarted = false;
  }

  // --- dialogues ----------------------------------------------------------------------------------------------------

  #start(transaction: Transaction, identity: DialogueIdentity, environment: TerminalEnvironment): Effects {
    const { settings } = environment;
    const { header, exchange } = identity;
    if (transaction.category === 'Admin' && transaction.details.maxMs === undefined) {
      // The scan itself was ended by this request, as by any other.
      return [{ kind: 'reply', exchange, reply: answerTo(header, { Response: { Result: 'Success' } }) }];
    }
    if (transaction.category === 'Input' || transaction.category === 'Admin') {
      const plan = this.#inputs.shift() ?? settings.input;
      return this.#apply(beginQuestion({ ...identity, transaction, plan, phase: 'asking' }, settings), environment);
    }
    const refusal = refusedAtOnce(transaction, this.#held, settings);
    if (refusal !== undefined) {
      const dialogue = { ...identity, transaction, plan: settings.shopper, phase: 'presenting' } as const;
      return this.#apply(refuseTransaction(dialogue, refusal, environment), environment);
    }
    this.#isStarted = false;
    if (asksForCard(transaction)) {
      const dialogue = { ...identity, transaction, plan: this.#shoppers.shift() ?? settings.shopper } as const;
      return this.#apply(beginTransaction({ ...dialogue, phase: 'presenting' }, environment), environment);
    }
    const isPayment = transaction.category === 'Payment';
    const plan = this.#held?.plan ?? (isPayment ? this.#shoppers.shift() : undefined) ?? settings.shopper;
    // A payment is what the card was held for.
    if (isPayment) this.#held = undefined;
    const dialogue = { ...identity, transaction, plan, phase: 'authorising' } as const;
    return this.#apply(beginTransaction(dialogue, environment), environment);
  }

  #advance(step: (dialogue: Dialogue) => Transition, environment: TerminalEnvironment): Effects {
    return this.#dialogue === undefined ? [] : this.#apply(step(this.#dialogue), environment);
  }

  #apply({ dialogue, result, effects }: Transition, { nowMs, settings }: TerminalEnvironment): Effects {
    if (result === undefined) {
      this.#dialogue = dialogue;
      return effects;
    }
    const { header, exchange } = dialogue;
    const { entry, giftCards = [], held } = result;
    const body = withPeriod(result.body, this.#records.periods.id);
    this.#dialogue = undefined;
    this.#held = held ?? this.#held;
    if (isRemembered(header.MessageCategory)) {
      this.#memory.remember({ header, body, atMs: nowMs }, settings.memoryTransactionsMax);
    }
    return [
      ...effects,
      { kind: 'disarm', timers: ALL_TIMERS },
      ...(entry === undefined ? [] : [this.#records.record(entry)]),
      ...giftCards.map((giftCard) => ({ kind: 'giftCardEntry', entry: giftCard }) as const),
      { kind: 'reply', exchange, reply: answerTo(header, body) },
    ];
  }

  /** What the host was asked for takes effect although nothing is answered; what it was not asked for does not. */
  #restart(forget: boolean, environment: TerminalEnvironment): Effects {
    const effects = this.#advance((dialogue) => endEarly(dialogue, EARLY_RESULTS.restarted, environment), environment);
    this.#release();
    if (forget) this.#memory.forget();
    return effects.filter(({ kind }) => kind !== 'reply' && kind !== 'notify');
  }
}
