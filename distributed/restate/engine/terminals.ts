import { isDeepStrictEqual } from 'node:util';
import { BehaviorSubject } from 'rxjs';
import { InputError, type Health, type Orphan, type TerminalState } from 'tenderline';
import { type GatewayTerminal, type GatewayTerminals } from 'tenderline/gateway';
import type { Ask } from './ask.ts';
import type { TillTerminal } from '../till/till-terminal.ts';

/** A terminal asks a shopper, prints, or waits for a card: longer than any of them, so that no caller waits without an end. */
const DEVICE_WITHIN_MS = 300_000;

const AWAY: Health = { journal: 'failing', code: 'ERR_GATEWAY_AWAY' };

/** The terminals that the till may use, as the last look at the cluster found them. A look is also how its health is known. */
export class ClusterTerminals {
  readonly health$ = new BehaviorSubject<Health>({ journal: 'ok' });
  readonly #list$ = new BehaviorSubject<readonly ClusterTerminal[]>([]);
  readonly #ask: Ask;
  #failure: unknown;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  get isReached(): boolean {
    return this.#failure === undefined;
  }

  /** What is asked again and again, by who wants the numbers: no wait for a cluster that is known to be away. @throws {ProblemError} */
  async whileReached<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    return await ask();
  }

  get states(): readonly TerminalState[] {
    return this.#list$.value.map(({ state }) => state);
  }

  /** As `engine.terminals`. @throws {ProblemError} when the last look did not come to the cluster */
  get list(): GatewayTerminals {
    const list = () => {
      if (this.#failure !== undefined) throw this.#failure;
      return this.#list$.value;
    };
    return Object.assign(list, { list$: this.#list$.asObservable() });
  }

  /** Looks at all of them. @throws {ProblemError} `ERR_GATEWAY_AWAY` */
  async look(): Promise<void> {
    try {
      this.#take(await this.#ask((till) => till.terminals()));
      this.#note(undefined);
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  /** One of them, as it is now. @throws {InputError} `ERR_INPUT_TERMINAL` */
  async find(poiid: string): Promise<GatewayTerminal> {
    await this.look();
    const found = this.#list$.value.find((terminal) => terminal.poiid === poiid);
    if (found !== undefined) return found;
    const expected = 'a terminal of this till';
    throw new InputError('ERR_INPUT_TERMINAL', { path: 'poiid', expected, found: JSON.stringify(poiid) });
  }

  async orphans(): Promise<readonly Orphan[]> {
    return (await this.#orphans()).map(({ orphan }) => orphan);
  }

  /** @throws {InputError} `ERR_INPUT_ORPHAN` */
  async dismissOrphan(id: string): Promise<void> {
    const found = (await this.#orphans()).find(({ orphan }) => orphan.id === id);
    if (found === undefined) {
      const mistake = { path: 'id', expected: 'the id of an orphan', found: JSON.stringify(id) };
      throw new InputError('ERR_INPUT_ORPHAN', mistake);
    }
    await this.#ask((till) => till.terminal(found.poiid).dismissOrphan(id));
  }

  close(): void {
    this.health$.complete();
    this.#list$.complete();
    for (const { state$ } of this.#list$.value) state$.complete();
  }

  async #orphans() {
    await this.look();
    const lists = this.states.map(async ({ poiid }) => {
      const orphans = await this.#ask((till) => till.terminal(poiid).orphans());
      return orphans.map((orphan) => ({ poiid, orphan }));
    });
    return (await Promise.all(lists)).flat();
  }

  /** A terminal keeps its handle from look to look, so that who follows it goes on. */
  #take(states: readonly TerminalState[]): void {
    const before = this.#list$.value;
    const now = states.map((state) => {
      const known = before.find(({ poiid }) => poiid === state.poiid);
      if (known === undefined) return new ClusterTerminal(state, this.#ask);
      if (!isDeepStrictEqual(known.state, state)) known.state$.next(state);
      return known;
    });
    if (now.length !== before.length || now.some((terminal, at) => terminal !== before[at])) this.#list$.next(now);
  }

  /** One call that had no answer in time says little of the next one; that the cluster is away, each says. */
  #note(failure: unknown): void {
    const [was, is] = [this.#failure === undefined, failure === undefined];
    this.#failure = failure;
    if (was !== is) this.health$.next(is ? { journal: 'ok' } : AWAY);
  }
}

/** One terminal. Its requests are asked of the cluster when they are made. */
class ClusterTerminal implements GatewayTerminal {
  readonly poiid: string;
  readonly state$: BehaviorSubject<TerminalState>;
  /** Keys and certificates are the workers'. */
  readonly keyInUse = undefined;
  readonly certificateEndsAtMs = undefined;
  readonly diagnose: GatewayTerminal['diagnose'];
  readonly display: GatewayTerminal['display'];
  readonly input: GatewayTerminal['input'];
  readonly print: GatewayTerminal['print'];
  readonly totals: GatewayTerminal['totals'];
  readonly request: GatewayTerminal['request'];

  constructor(state: TerminalState, ask: Ask) {
    const { poiid } = state;
    // Each as its caller has it: what is left out stays out.
    const device =
      <Args extends readonly unknown[], T>(method: (terminal: TillTerminal) => (...args: Args) => PromiseLike<T>) =>
      (...args: Args) =>
        ask(async (till) => method(till.terminal(poiid))(...args), { withinMs: DEVICE_WITHIN_MS });
    this.poiid = poiid;
    this.state$ = new BehaviorSubject(state);
    this.diagnose = device((terminal) => terminal.diagnose);
    this.display = device((terminal) => terminal.display);
    this.input = device((terminal) => terminal.input);
    this.print = device((terminal) => terminal.print);
    this.totals = device((terminal) => terminal.totals);
    this.request = device((terminal) => terminal.request);
  }

  get state(): TerminalState {
    return this.state$.value;
  }
}
