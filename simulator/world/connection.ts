import type { Delivery, HttpAnswer } from '../wire/delivery.ts';
import { faultOf } from '../faults/seeded-faults.ts';
import { ANSWER_FAULTS, type WorldFaultKind } from './fault-plan.ts';
import type { Host, Network, NetworkRequest } from './network.ts';
import type { Tapped } from './request-inspector.ts';

/** How a request went, in the words of Node: its code, and whether a byte of it may have left. */
export type NetworkResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly code: string; readonly progress: 'connecting' | 'writing' };

interface Call {
  readonly request: NetworkRequest;
  readonly host: Host;
  readonly tapped: Tapped | undefined;
  readonly at: string;
  readonly faults: ReadonlySet<WorldFaultKind>;
}

/** Between one try to connect (a SYN) and the next; then it is given up, ten seconds after the first. */
const CONNECT_AGAIN_MS = [1000, 2000, 4000, 3000];
const CONNECT_TIMEOUT_MS = 10_000;
/** The first repetition of what is not acknowledged; each further one waits twice as long. */
const RETRANSMIT_MS = 200;
const RETRANSMIT_MS_MAX = 120_000;
/** How long a kernel goes on sending for a process that is dead. */
const ORPHAN_MS = 100_000;
/** When keep-alive probes have ended a connection to a machine that is off. */
const KEEP_ALIVE_MS = 30_000;

/** One connection: a request, and the answer to it. */
export class Connection {
  readonly #network: Network;
  readonly #call: Call;
  readonly #done: (result: NetworkResult | undefined) => void;
  readonly #onAbort = () => this.#fail('ABORT_ERR');
  #progress: 'connecting' | 'writing' = 'connecting';
  /** The connection is gone for the till: it failed, was reset, or was answered. */
  #over = false;
  /** Nothing more of the request leaves the kernel. */
  #dropped = false;
  #arrived = false;

  constructor(network: Network, call: Call, done: (result: NetworkResult | undefined) => void) {
    this.#network = network;
    this.#call = call;
    this.#done = done;
  }

  start(): void {
    const { signal, poiid } = this.#call.request;
    if (signal.aborted) return this.#fail('ABORT_ERR');
    signal.addEventListener('abort', this.#onAbort, { once: true });
    const partition = this.#fault('partition');
    if (partition !== undefined) this.#network.partition(poiid, 1000 + Math.floor(partition.next() ** 3 * 240_000));
    if (this.#fault('refuse')) return this.#soon(() => this.#fail('ECONNREFUSED'));
    if (this.#fault('resetBeforeBytes')) return this.#soon(() => this.#fail('ECONNRESET'));
    if (this.#fault('unreachable')) return this.#later(CONNECT_TIMEOUT_MS, () => this.#fail('ETIMEDOUT'));
    return this.#connect(0);
  }

  /** The process is dead. Its kernel sends on what it was given, unless the machine is off as well. */
  hostEnded(host: Host): void {
    if (this.#call.host !== host || this.#over) return;
    this.#end(undefined);
    if (host.ended === 'poweredOff' || this.#progress === 'connecting') this.#dropped = true;
    else this.#later(ORPHAN_MS, () => (this.#dropped = true));
  }

  /** The terminal is off: the till learns it when probes stay unanswered, or when the terminal is back and knows nothing. */
  terminalGone(poiid: string, upAtMs: number): void {
    if (this.#call.request.poiid !== poiid || this.#progress === 'connecting') return;
    this.#dropped = true;
    const backMs = upAtMs - this.#network.parts.clock.now();
    this.#later(Math.min(backMs, KEEP_ALIVE_MS), () => this.#fail(backMs < KEEP_ALIVE_MS ? 'ECONNRESET' : 'ETIMEDOUT'));
  }

  // --- there ---

  #connect(tries: number): void {
    if (this.#over) return;
    const { poiid } = this.#call.request;
    const terminal = this.#network.parts.terminals.get(poiid);
    if (terminal === undefined) return this.#fail('ENOTFOUND');
    const isReached = !this.#network.isPartitioned(poiid);
    if (isReached && terminal.isDown && terminal.refusesWhileDown) return this.#fail('ECONNREFUSED');
    if (isReached && !terminal.isDown) return this.#soon(() => this.#write());
    const againMs = CONNECT_AGAIN_MS[tries];
    return againMs === undefined ? this.#fail('ETIMEDOUT') : this.#later(againMs, () => this.#connect(tries + 1));
  }

  #write(): void {
    if (this.#over) return;
    this.#progress = 'writing';
    const { request, tapped } = this.#call;
    if (tapped !== undefined) this.#network.parts.onSent(tapped);
    const broken = this.#fault('resetWhileWriting');
    if (broken !== undefined) {
      if (broken.next() < 0.5) this.#arrive();
      return this.#soon(() => this.#fail('ECONNRESET'));
    }
    const reset = this.#fault('resetAfterBytes');
    const stalled = this.#fault('stallRequest');
    const slow = this.#fault('reorder');
    const tries = stalled === undefined ? 0 : 1 + Math.floor(stalled.next() * 9);
    const wayMs = this.#network.latencyMs() + Math.floor((slow?.next() ?? 0) * 3000);
    if (reset === undefined) {
      this.#transmit(0, { tries, wayMs });
    } else {
      if (reset.next() < 0.7) this.#arrive();
      this.#later(Math.floor(reset.next() * 5000), () => this.#fail('ECONNRESET'));
    }
    return request.onWritten?.();
  }

  /** What is on its way arrives, whatever becomes of the connection meanwhile: its reset comes behind. */
  #transmit(sent: number, way: { readonly tries: number; readonly wayMs: number }): void {
    if (this.#dropped) return;
    const { poiid } = this.#call.request;
    if (sent >= way.tries && !this.#network.isPartitioned(poiid)) return this.#later(way.wayMs, () => this.#arrive());
    this.#later(retransmitMs(sent), () => this.#transmit(sent + 1, way));
  }

  #arrive(): void {
    const { request, at, faults } = this.#call;
    const terminal = this.#network.parts.terminals.get(request.poiid);
    if (this.#arrived || terminal === undefined || terminal.isDown) return;
    this.#arrived = true;
    const tampered = this.#fault('tamperRequest');
    const bytes = tampered === undefined ? request.body : flipped(request.body, tampered.next());
    const kind = ANSWER_FAULTS.find((one) => faults.has(one));
    if (kind !== undefined) terminal.virtual.script.add(faultOf(kind, this.#network.struck(at, kind).next()));
    terminal.virtual.take(bytes, (delivery) => this.#deliver(delivery));
    if (kind !== undefined) terminal.virtual.script.clear();
    // TLS lets nothing through twice, so a second copy can only be one of what the terminal took.
    const again = kind === undefined && tampered === undefined ? this.#fault('duplicate') : undefined;
    if (again !== undefined) {
      this.#later(Math.floor(again.next() * 20_000), () => {
        if (!terminal.isDown) terminal.virtual.take(request.body, () => undefined);
      });
    }
  }

  // --- and back ---

  #deliver(delivery: Delivery): void {
    if (delivery.kind === 'silence' || this.#over) return;
    // A terminal that loses its power says nothing any more; `terminalGone` tells the till.
    if (delivery.kind === 'reset') return this.#soon(() => !this.#isTerminalDown() && this.#fail('ECONNRESET'));
    if (this.#fault('stallAnswer')) return;
    const late = this.#fault('delayAnswer');
    const wayMs = this.#network.latencyMs() + (delivery.delayMs ?? 0) + Math.floor((late?.next() ?? 0) * 300_000);
    this.#later(wayMs, () => this.#comeBack(delivery, 0));
  }

  #comeBack(answer: HttpAnswer, sent: number): void {
    if (this.#over || this.#isTerminalDown()) return;
    const { poiid } = this.#call.request;
    if (this.#network.isPartitioned(poiid)) {
      return this.#later(retransmitMs(sent), () => this.#comeBack(answer, sent + 1));
    }
    const { status, body, cutAtByte } = answer;
    if (cutAtByte !== undefined || this.#fault('truncateAnswer')) return this.#fail('UND_ERR_SOCKET');
    const earlier = this.#network.exchangeAnswers(poiid, body);
    if (earlier !== undefined && this.#fault('replayAnswer')) return this.#answer(200, earlier);
    const tampered = body.length > 0 ? this.#fault('tamperAnswer') : undefined;
    return this.#answer(status, tampered === undefined ? body : flipped(body, tampered.next()));
  }

  #answer(status: number, body: Uint8Array): void {
    this.#end({ kind: 'answered', status, body });
  }

  #fail(code: string): void {
    if (this.#over) return;
    // A reset takes what has not left yet with it.
    this.#dropped = true;
    this.#end({ kind: 'failed', code, progress: this.#progress });
  }

  #end(result: NetworkResult | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#call.request.signal.removeEventListener('abort', this.#onAbort);
    this.#done(result);
  }

  #isTerminalDown(): boolean {
    return this.#network.parts.terminals.get(this.#call.request.poiid)?.isDown === true;
  }

  /** Chance for the details of a fault, when this exchange has it. */
  #fault(kind: WorldFaultKind) {
    const { at, faults } = this.#call;
    return faults.has(kind) ? this.#network.struck(at, kind) : undefined;
  }

  #soon(run: () => void): void {
    this.#later(this.#network.latencyMs(), run);
  }

  #later(afterMs: number, run: () => void): void {
    this.#network.parts.clock.setTimeout(run, afterMs);
  }
}

/** How long a kernel waits until it sends again what it has sent that often. */
function retransmitMs(sent: number): number {
  return Math.min(RETRANSMIT_MS * 2 ** sent, RETRANSMIT_MS_MAX);
}

/** The bytes with one bit turned over; `where` is 0 up to 1. */
function flipped(bytes: Uint8Array, where: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const index = Math.floor(where * changed.length);
  changed[index] = (changed[index] ?? 0) ^ (1 << (Math.floor(where * 1000) % 8));
  return changed;
}
