import { InputError, formatValue } from '../../errors.ts';
import { whyNotTold } from '../outcome/result.ts';
import type { CreateTill, Order, TillUnderTest } from './till.ts';

const REQUIRED = ['pay', 'close'] as const;
const OPTIONAL = ['refund', 'abort', 'checkStatus', 'override', 'unresolved'] as const;

/** @throws {InputError} `ERR_INPUT_TILL` */
export function assertCreatesTill(createTill: unknown): asserts createTill is CreateTill {
  if (typeof createTill === 'function') return;
  const expected = 'expected a function that starts a till and gives { pay, close, ... }';
  throw new InputError('ERR_INPUT_TILL', `createTill: ${expected}, found ${formatValue(createTill)}`);
}

/** Looks after how a till is written: a mistake in it proves nothing about payments, and must not look like a proof. */
export class CheckedTill {
  /** The first mistake. */
  mistake: InputError | undefined;
  readonly createTill: CreateTill;
  readonly #orders = new Set<string>();
  readonly #note: (line: string) => void;

  /** @param note told what the till throws */
  constructor(createTill: CreateTill, note: (line: string) => void = () => undefined) {
    this.#note = note;
    this.createTill = async (shop) => {
      const till = await createTill({
        ...shop,
        tell: (order, outcome) => {
          this.#checkTold(order, outcome);
          shop.tell(order, outcome);
        },
      });
      this.#checkTill(till);
      return this.#watched(till);
    };
  }

  #refuse(code: 'ERR_INPUT_TILL' | 'ERR_INPUT_TOLD', message: string): never {
    this.mistake ??= new InputError(code, message);
    throw this.mistake;
  }

  #checkTill(till: unknown): void {
    const what = 'createTill: expected a till { pay, close, ... }';
    if (typeof till !== 'object' || till === null)
      this.#refuse('ERR_INPUT_TILL', `${what}, found ${formatValue(till)}`);
    const found = till as Readonly<Record<string, unknown>>;
    const wrong =
      REQUIRED.find((name) => typeof found[name] !== 'function') ??
      OPTIONAL.find((name) => found[name] !== undefined && typeof found[name] !== 'function');
    if (wrong === undefined) return;
    this.#refuse('ERR_INPUT_TILL', `${what} whose ${wrong} is a function, found ${formatValue(found[wrong])}`);
  }

  #checkTold(order: unknown, outcome: unknown): void {
    if (typeof order !== 'string' || !this.#orders.has(order)) {
      const expected = 'expected the id of an order that pay or refund got';
      this.#refuse('ERR_INPUT_TOLD', `tell: ${expected}, found ${formatValue(order)}`);
    }
    const wrong = whyNotTold(outcome);
    if (wrong !== undefined) this.#refuse('ERR_INPUT_TOLD', `tell: ${wrong}, for ${order}`);
  }

  #watched(till: TillUnderTest): TillUnderTest {
    const take = (name: 'pay' | 'refund') => (order: Order) => {
      this.#orders.add(order.id);
      return this.#noting(`${name} ${order.id}`, () => till[name]?.(order));
    };
    return {
      pay: take('pay'),
      ...(till.refund && { refund: take('refund') }),
      ...(till.abort && { abort: (order) => this.#noting(`abort ${order}`, () => till.abort?.(order)) }),
      ...(till.checkStatus && {
        checkStatus: (order) => this.#noting(`check ${order}`, () => till.checkStatus?.(order)),
      }),
      ...(till.override && {
        override: (order, found) => this.#noting(`override ${order}`, () => till.override?.(order, found)),
      }),
      ...(till.unresolved && { unresolved: () => till.unresolved?.() ?? [] }),
      ...(till.notifications && { notifications: till.notifications }),
      close: () => till.close(),
    };
  }

  /** What a till throws is no fault: it may refuse. A person who looks for the reason of a fault wants to see it. */
  async #noting(what: string, call: () => unknown): Promise<unknown> {
    try {
      return await call();
    } catch (error) {
      this.#note(`${' '.repeat(14)}till     throws at ${what}: ${String(error)}`);
      throw error;
    }
  }
}
