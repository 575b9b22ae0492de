import { endByHost, endEarly, readTransaction, type Dialogue, type PaymentDialogue } from './dialogue.ts';
import { diagnosisBody, meantBy, statusBody } from './enquiries.ts';
import { names, TerminalMemory } from './memory.ts';
import { answerTo, failed, malformed, type WireObject } from './messages.ts';
import type { Ended } from './payment.ts';
import { tenderReference } from './references.ts';
import { busyBody, DUPLICATE, wrongPOIID } from './refusals.ts';
import {
  AbortRequest,
  DiagnosisRequest,
  readBody,
  readEnvelope,
  TransactionStatusRequest,
  type RequestHeader,
} from './requests.ts';
import type { ShopperPlan, TerminalSettings } from './settings.ts';
import type { TerminalEffect, TerminalEnv, TerminalInput, TimerName } from './terminal.types.ts';
import { EARLY_END } from './verdict.ts';

const ALL_TIMERS: readonly TimerName[] = ['shopper', 'presentation', 'host', 'abort'];

/**
 * A payment terminal as a pure thing: no sockets, no encryption, no clock and no randomness of its own. Requests, timers and
 * shoppers go in; answers, timers and money come out as data.
 */
export class TerminalCore {
  readonly #poiid: string;
  readonly #memory = new TerminalMemory();
  readonly #shoppers: ShopperPlan[] = [];
  #dialogue: Dialogue | undefined;

  constructor(poiid: string) {
    this.#poiid = poiid;
  }

  /** The ServiceID of the transaction that runs. */
  get running(): string | undefined {
    return this.#dialogue?.header.ServiceID;
  }

  handle(input: TerminalInput, env: TerminalEnv): readonly TerminalEffect[] {
    switch (input.kind) {
      case 'request':
        return this.#takeRequest(input.exchange, input.message, env);
      case 'timer':
        return this.#takeTimer(input.timer, env);
      case 'nextShopper':
        this.#shoppers.push(input.plan);
        return [];
      case 'shopperActs':
        return this.#act(input.plan, env);
      case 'restart':
        return this.#restart(input.forget, env);
      default:
        return input satisfies never;
    }
  }

  // --- requests -----------------------------------------------------------------------------------------------------

  #takeRequest(exchange: number, message: unknown, env: TerminalEnv): readonly TerminalEffect[] {
    const envelope = readEnvelope(message);
    if (!envelope.ok) return [{ kind: 'reply', exchange, reply: { kind: 'errors', errors: envelope.errors } }];
    const { header, body } = envelope.value;
    if (header.POIID !== this.#poiid) return [{ kind: 'reply', exchange, reply: wrongPOIID(header, env) }];
    if (header.MessageCategory === 'Abort') {
      return [{ kind: 'reply', exchange, reply: { kind: 'empty' } }, ...this.#abort(header, body, env.settings)];
    }

    const isNew = !this.#memory.use(header.ServiceID, env.nowMs, env.settings.memoryMs);
    if (header.MessageCategory === 'Payment' || header.MessageCategory === 'Reversal') {
      return this.#takeTransaction(exchange, header.MessageCategory, header, body, isNew, env);
    }
    const answer = isNew || env.settings.duplicateServiceID !== 'refuse' ? this.#enquiry(header, body, env) : DUPLICATE;
    return [{ kind: 'reply', exchange, reply: answerTo(header, answer) }];
  }

  #takeTransaction(
    exchange: number,
    category: Dialogue['category'],
    header: RequestHeader,
    body: unknown,
    isNew: boolean,
    env: TerminalEnv,
  ): readonly TerminalEffect[] {
    const { settings, nowMs } = env;
    const answer = (answerBody: WireObject): readonly TerminalEffect[] => [
      { kind: 'reply', exchange, reply: answerTo(header, answerBody) },
    ];

    const busy = this.#busy(settings);
    if (busy !== undefined) return answer(busyBody(busy, body, nowMs));
    if (!isNew && settings.duplicateServiceID === 'refuse') return answer(DUPLICATE);
    if (!isNew && settings.duplicateServiceID === 'repeat') {
      const wanted = { MessageCategory: category, SaleID: header.SaleID, ServiceID: header.ServiceID };
      const earlier = this.#memory.find(wanted, nowMs, settings.memoryMs);
      if (earlier !== undefined) return answer(earlier.body);
    }
    const transaction = readTransaction(category, header, body);
    if (!transaction.ok) return answer(malformed(transaction.errors));

    const common = { header, exchange, tender: tenderReference(nowMs, env.random) };
    if (transaction.category === 'Reversal') {
      this.#dialogue = { ...common, category: 'Reversal', facts: transaction.facts, phase: 'authorising' };
      return [{ kind: 'arm', timer: 'host', afterMs: settings.reversalAfterMs }];
    }
    const plan = this.#shoppers.shift() ?? settings.shopper;
    this.#dialogue = { ...common, category: 'Payment', facts: transaction.facts, plan, phase: 'presenting' };
    const shopper = { kind: 'arm', timer: 'shopper', afterMs: plan.afterMs ?? settings.cardAfterMs } as const;
    return [
      { kind: 'arm', timer: 'presentation', afterMs: settings.presentationTimeoutMs },
      ...(plan.does === 'neverPresents' ? [] : [shopper]),
    ];
  }

  /** The pairs of a Busy answer while a transaction runs or somebody is in the menu (reference 7.4, 1.3). */
  #busy({ adminMenuOpen }: TerminalSettings): Readonly<Record<string, string>> | undefined {
    if (this.#dialogue !== undefined) {
      const { category, header } = this.#dialogue;
      const message = `Forbidden Request, Service Dialogue ${category}Request is in Progress`;
      return { message, serviceId: header.ServiceID };
    }
    return adminMenuOpen ? { message: 'ADMIN_MENU' } : undefined;
  }

  /** What is answered at once, whatever runs. */
  #enquiry(header: RequestHeader, body: unknown, { settings, nowMs }: TerminalEnv): WireObject {
    const { MessageCategory } = header;
    if (MessageCategory === 'TransactionStatus') {
      const request = readBody(TransactionStatusRequest, MessageCategory, body);
      if (!request.ok) return malformed(request.errors);
      return statusBody(header, request.value, { dialogue: this.#dialogue, memory: this.#memory, nowMs, settings });
    }
    const busy = this.#busy(settings);
    if (MessageCategory === 'Diagnosis') {
      const request = readBody(DiagnosisRequest, MessageCategory, body);
      if (!request.ok) return malformed(request.errors);
      if (busy !== undefined && settings.diagnosisWhileBusy === 'busy') return { Response: failed('Busy', busy) };
      return diagnosisBody(header, request.value, { busy: busy !== undefined, globalStatus: settings.globalStatus });
    }
    if (busy !== undefined) return { Response: failed('Busy', busy) };
    return { Response: failed('UnavailableService', { message: `${MessageCategory} is not simulated` }) };
  }

  /** An Abort that names the running payment takes effect a little later; any other is ignored (reference 5.2). */
  #abort(header: RequestHeader, body: unknown, { abortAfterMs }: TerminalSettings): readonly TerminalEffect[] {
    const request = readBody(AbortRequest, 'Abort', body);
    if (!request.ok || this.#dialogue === undefined) return [];
    const { MessageReference } = request.value;
    const wanted = meantBy(MessageReference, header);
    const isComplete = MessageReference.MessageCategory !== undefined && MessageReference.ServiceID !== undefined;
    if (wanted === undefined || !isComplete || !names(wanted, this.#dialogue.header)) return [];
    return [{ kind: 'arm', timer: 'abort', afterMs: abortAfterMs }];
  }

  // --- the course of a transaction -----------------------------------------------------------------------------------

  #takeTimer(timer: TimerName, env: TerminalEnv): readonly TerminalEffect[] {
    const dialogue = this.#dialogue;
    if (dialogue === undefined) return [];
    if (dialogue.phase === 'authorising')
      return timer === 'host' ? this.#end(dialogue, endByHost(dialogue, env), env) : [];
    switch (timer) {
      case 'shopper':
        return this.#act(dialogue.plan, env);
      case 'presentation':
        return this.#end(dialogue, endEarly(dialogue, EARLY_END.notPresented, env), env);
      case 'abort':
        if (env.settings.abortRace === 'paymentWins') return this.#present(dialogue, dialogue.plan, env.settings);
        return [
          { kind: 'aborted', ServiceID: dialogue.header.ServiceID },
          ...this.#end(dialogue, endEarly(dialogue, EARLY_END.aborted, env), env),
        ];
      case 'host':
        return [];
      default:
        return timer satisfies never;
    }
  }

  #act(plan: ShopperPlan, env: TerminalEnv): readonly TerminalEffect[] {
    const dialogue = this.#dialogue;
    if (dialogue?.phase !== 'presenting') return [];
    switch (plan.does) {
      case 'presentsCard':
      case 'entersWrongPin':
        return this.#present(dialogue, plan, env.settings);
      case 'cancels':
        return this.#end(dialogue, endEarly(dialogue, EARLY_END.cancelled, env), env);
      case 'removesCard':
        return this.#end(dialogue, endEarly(dialogue, EARLY_END.cardRemoved, env), env);
      case 'neverPresents':
        return [];
      default:
        return plan.does satisfies never;
    }
  }

  #present(dialogue: PaymentDialogue, plan: ShopperPlan, { hostAfterMs }: TerminalSettings): readonly TerminalEffect[] {
    this.#dialogue = { ...dialogue, plan, phase: 'authorising' };
    return [
      { kind: 'disarm', timers: ['shopper', 'presentation'] },
      { kind: 'presented', ServiceID: dialogue.header.ServiceID },
      { kind: 'arm', timer: 'host', afterMs: hostAfterMs },
    ];
  }

  #end({ header, exchange }: Dialogue, { body, entry }: Ended, env: TerminalEnv): readonly TerminalEffect[] {
    this.#dialogue = undefined;
    this.#memory.remember({ header, body, atMs: env.nowMs }, env.settings.memoryTransactionsMax);
    return [
      { kind: 'disarm', timers: ALL_TIMERS },
      ...(entry === undefined ? [] : [{ kind: 'booked', entry } as const]),
      { kind: 'reply', exchange, reply: answerTo(header, body) },
    ];
  }

  /** What the host was asked for happens although nobody is there to hear it; what it was not asked for does not. */
  #restart(forget: boolean, env: TerminalEnv): readonly TerminalEffect[] {
    const dialogue = this.#dialogue;
    const ended =
      dialogue === undefined
        ? undefined
        : dialogue.phase === 'presenting'
          ? endEarly(dialogue, EARLY_END.restarted, env)
          : endByHost(dialogue, env);
    const effects = dialogue === undefined || ended === undefined ? [] : this.#end(dialogue, ended, env);
    if (forget) this.#memory.forget();
    return effects.filter(({ kind }) => kind !== 'reply');
  }
}
