import { faultOf } from '../faults/seeded-faults.ts';
import type { Delivery, HttpAnswer } from '../wire/delivery.ts';
import { ANSWER_FAULTS, type WorldFaultKind } from './fault-plan.ts';
import type { NetworkConditions } from './network-conditions.ts';
import type { Host, NetworkRequest, NetworkResult } from './network-request.ts';
import type { InspectedRequest } from './request-inspector.ts';

interface Call {
  readonly request: NetworkRequest;
  readonly host: Host;
  readonly inspected: InspectedRequest | undefined;
  /** Names the exchange: `ORDER-3 Payment 1`. */
  readonly exchange: string;
  readonly faults: ReadonlySet<WorldFaultKind>;
}

/** From one attempt to connect (a SYN) to the next; it is given up ten seconds after the first. */
const CONNECT_RETRY_MS = [1000, 2000, 4000, 3000];
const CONNECT_TIMEOUT_MS = 10_000;
/** Until the first retransmission of what is not acknowledged; each further one waits twice as long. */
const RETRANSMIT_MS = 200;
const RETRANSMIT_MS_MAX = 120_000;
/** How long a kernel keeps sending for a process that is dead. */
const ORPHAN_MS = 100_000;
/** When keep-alive probes end a connection to a machine that is off. */
const KEEP_ALIVE_MS = 30_000;

/** One connection: a request, and the answer to it. */
export class Connection {
  readonly #conditions: NetworkConditions;
  readonly #call: Call;
  readonly #done: (result: NetworkResult | undefined) => void;
  readonly #onAbort = () => this.#fail('ABORT_ERR');
  #progress: 'connecting' | 'writing' = 'connecting';
  /** The connection is gone for the till: it failed, was reset, or was answered. */
  #over = false;
  /** Nothing more of the request leaves the kernel. */
  #dropped = false;
  #arrived = false;

  constructor(conditions: NetworkConditions, call: Call, done: (result: NetworkResult | undefined) => void) {
    this.#conditions = conditions;
    this.#call = call;
    this.#done = done;
  }

  start(): void {
    const { request, host } = this.#call;
    const { signals, poiid } = request;
    if (signals.some(({ aborted }) => aborted)) return this.#fail('ABORT_ERR');
    for (const signal of signals) signal.addEventListener('abort', this.#onAbort);
    const partition = this.#fault('partition');
    if (partition !== undefined) {
      this.#conditions.partition(poiid, 1000 + Math.floor(partition.next() ** 3 * 240_000), host.machine);
    }
    if (this.#fault('refuse')) return this.#soon(() => this.#fail('ECONNREFUSED'));
    if (this.#fault('resetBeforeBytes')) return this.#soon(() => this.#fail('ECONNRESET'));
    if (this.#fault('unreachable')) return this.#after(CONNECT_TIMEOUT_MS, () => this.#fail('ETIMEDOUT'));
    return this.#connect(0);
  }

  /** The process is dead. Its kernel keeps sending what it was given, unless the machine is off as well. */
  hostEnded(host: Host): void {
    if (this.#call.host !== host || this.#over) return;
    this.#end(undefined);
    if (host.ended === 'poweredOff' || this.#progress === 'connecting') this.#dropped = true;
    else this.#after(ORPHAN_MS, () => (this.#dropped = true));
  }

  /** The terminal is off: the till detects it by unanswered probes, or when the terminal is back without the connection. */
  powerLost(poiid: string, upAtMs: number): void {
    if (this.#call.request.poiid !== poiid || this.#progress === 'connecting') return;
    this.#dropped = true;
    const backMs = upAtMs - this.#conditions.clock.now();
    this.#after(Math.min(backMs, KEEP_ALIVE_MS), () => this.#fail(backMs < KEEP_ALIVE_MS ? 'ECONNRESET' : 'ETIMEDOUT'));
  }

  // --- the request ---

  #connect(tries: number): void {
    if (this.#over) return;
    const { poiid } = this.#call.request;
    const terminal = this.#conditions.terminals.get(poiid);
    // A refusal travels as well: a till that repeats at once would otherwise stop the time of this world.
    if (terminal === undefined) return this.#soon(() => this.#fail('ENOTFOUND'));
    const isReachable = !this.#isPartitioned();
    if (isReachable && terminal.isDown && terminal.refusesWhileDown) {
      return this.#soon(() => this.#fail('ECONNREFUSED'));
    }
    if (isReachable && !terminal.isDown) {
      const slow = this.#fault('slowConnect');
      const travelMs = this.#conditions.latencyMs() + Math.floor((slow?.next() ?? 0) * 9000);
      return this.#after(travelMs, () => this.#whenAwake(() => this.#write()));
    }
    const retryMs = CONNECT_RETRY_MS[tries];
    return retryMs === undefined ? this.#fail('ETIMEDOUT') : this.#after(retryMs, () => this.#connect(tries + 1));
  }

  #write(): void {
    if (this.#over) return;
    const { request, inspected } = this.#call;
    if (request.mayLeave?.() === false) return this.#fail('ABORT_ERR');
    this.#progress = 'writing';
    if (inspected !== undefined) this.#conditions.onSent(inspected);
    const broken = this.#fault('resetWhileWriting');
    if (broken !== undefined) {
      if (broken.next() < 0.5) this.#arrive();
      return this.#soon(() => this.#fail('ECONNRESET'));
    }
    const reset = this.#fault('resetAfterBytes');
    const stalled = this.#fault('stallRequest');
    const slow = this.#fault('reorder');
    const tries = stalled === undefined ? 0 : 1 + Math.floor(stalled.next() * 9);
    const travelMs = this.#conditions.latencyMs() + Math.floor((slow?.next() ?? 0) * 3000);
    if (reset === undefined) {
      this.#transmit(0, { tries, travelMs });
    } else {
      if (reset.next() < 0.7) this.#arrive();
      this.#after(Math.floor(reset.next() * 5000), () => this.#fail('ECONNRESET'));
    }
    return request.onWritten?.();
  }

  /** What was sent arrives, whatever happens to the connection meanwhile: a reset comes after it. */
  #transmit(sent: number, route: { readonly tries: number; readonly travelMs: number }): void {
    if (this.#dropped) return;
    if (sent >= route.tries && !this.#isPartitioned()) {
      return this.#after(route.travelMs, () => this.#arrive());
    }
    this.#after(retransmitMs(sent), () => this.#transmit(sent + 1, route));
  }

  #arrive(): void {
    const { request, exchange, faults } = this.#call;
    const terminal = this.#conditions.terminals.get(request.poiid);
    if (this.#arrived || terminal === undefined || terminal.isDown) return;
    this.#arrived = true;
    const tampered = this.#fault('tamperRequest');
    const bytes = tampered === undefined ? request.body : flipped(request.body, tampered.next());
    const kind = ANSWER_FAULTS.find((one) => faults.has(one));
    if (kind !== undefined) {
      terminal.virtual.script.add(faultOf(kind, this.#conditions.inject({ exchange, kind }).next()));
    }
    terminal.virtual.receive(bytes, (delivery) => this.#deliver(delivery));
    if (kind !== undefined) terminal.virtual.script.clear();
    // TLS delivers nothing twice, so only what the terminal has received can be duplicated: it was opened with the keys of that moment.
    const { keys } = terminal.virtual;
    const again = kind === undefined && tampered === undefined ? this.#fault('duplicate') : undefined;
    if (again !== undefined) {
      this.#after(Math.floor(again.next() * 20_000), () => {
        if (!terminal.isDown && terminal.virtual.keys === keys) terminal.virtual.receive(request.body, () => undefined);
      });
    }
  }

  // --- the answer ---

  #deliver(delivery: Delivery): void {
    if (delivery.kind === 'silence' || this.#over) return;
    // A terminal that loses its power sends no reset; `powerLost` ends the connection.
    if (delivery.kind === 'reset') return this.#soon(() => !this.#isTerminalDown() && this.#fail('ECONNRESET'));
    if (this.#fault('stallAnswer')) return;
    const late = this.#fault('delayAnswer');
    const travelMs = this.#conditions.latencyMs() + (delivery.delayMs ?? 0) + Math.floor((late?.next() ?? 0) * 300_000);
    this.#after(travelMs, () => this.#return(delivery, 0));
  }

  #return(answer: HttpAnswer, sent: number): void {
    if (this.#over || this.#isTerminalDown()) return;
    if (this.#isPartitioned()) {
      return this.#after(retransmitMs(sent), () => this.#return(answer, sent + 1));
    }
    const { poiid } = this.#call.request;
    const { status, body, cutAtByte } = answer;
    if (cutAtByte !== undefined || this.#fault('truncateAnswer')) return this.#fail('UND_ERR_SOCKET');
    const earlier = this.#conditions.replaceAnswer(poiid, body);
    if (earlier !== undefined && this.#fault('replayAnswer')) return this.#answer(200, earlier);
    const tampered = body.length > 0 ? this.#fault('tamperAnswer') : undefined;
    return this.#answer(status, tampered === undefined ? body : flipped(body, tampered.next()));
  }

  #answer(status: number, body: Uint8Array): void {
    this.#end({ kind: 'answered', status, body });
  }

  #fail(code: string): void {
    if (this.#over) return;
    // A reset drops what has not left yet.
    this.#dropped = true;
    this.#end({ kind: 'failed', code, progress: this.#progress });
  }

  #end(result: NetworkResult | undefined): void {
    if (this.#over) return;
    this.#over = true;
    for (const signal of this.#call.request.signals) signal.removeEventListener('abort', this.#onAbort);
    this.#done(result);
  }

  #isPartitioned(): boolean {
    const { request, host } = this.#call;
    return this.#conditions.isPartitioned(request.poiid, host.machine);
  }

  /** The process itself writes the first byte; its kernel does the rest. */
  #whenAwake(run: () => void): void {
    const { host } = this.#call;
    if (host.whenAwake === undefined) run();
    else host.whenAwake(run);
  }

  #isTerminalDown(): boolean {
    return this.#conditions.terminals.get(this.#call.request.poiid)?.isDown === true;
  }

  /** Randomness for the details of a fault, when this exchange has it. */
  #fault(kind: WorldFaultKind) {
    const { exchange, faults } = this.#call;
    return faults.has(kind) ? this.#conditions.inject({ exchange, kind }) : undefined;
  }

  #soon(run: () => void): void {
    this.#after(this.#conditions.latencyMs(), run);
  }

  #after(afterMs: number, run: () => void): void {
    this.#conditions.clock.setTimeout(run, afterMs);
  }
}

/** How long a kernel waits before it retransmits what it has sent `sent` times. */
function retransmitMs(sent: number): number {
  return Math.min(RETRANSMIT_MS * 2 ** sent, RETRANSMIT_MS_MAX);
}

/** The bytes with one bit flipped; `where` is 0 up to 1. */
function flipped(bytes: Uint8Array, where: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const index = Math.floor(where * changed.length);
  changed[index] = (changed[index] ?? 0) ^ (1 << (Math.floor(where * 1000) % 8));
  return changed;
}
