import { InputError, formatValue, type Mistake } from '../../errors.ts';
import { EXPECTED_RESULT, notAResult } from '../outcome/result.ts';
import type { CreateTill, Order, TillUnderTest } from './till.ts';

const REQUIRED = ['pay', 'close'] as const;
const OPTIONAL = ['refund', 'abort', 'checkStatus', 'override', 'unresolved'] as const;

/** @throws {InputError} `ERR_INPUT_TILL` */
export function assertCreatesTill(createTill: unknown): asserts createTill is CreateTill {
  if (typeof createTill === 'function') return;
  const expected = 'a function that starts a till and gives { pay, close, ... }';
  throw new InputError('ERR_INPUT_TILL', { path: 'createTill', expected, found: formatValue(createTill) });
}

/** Checks how a till is written: a till with a mistake proves nothing about payments, and must not look like a proof. */
export class CheckedTill {
  /** The first mistake. */
  mistake: InputError | undefined;
  readonly createTill: CreateTill;
  readonly #orders = new Set<string>();
  readonly #note: (line: string) => void;

  /** @param note called with what the till throws */
  constructor(createTill: CreateTill, note: (line: string) => void = () => undefined) {
    this.#note = note;
    this.createTill = async (shop) => {
      const till = await createTill({
        ...shop,
        tell: (order, outcome) => {
          this.#checkReport(order, outcome);
          shop.tell(order, outcome);
        },
      });
      this.#checkTill(till);
      return this.#watched(till);
    };
  }

  #refuse(code: 'ERR_INPUT_TILL' | 'ERR_INPUT_TOLD', mistake: Mistake): never {
    this.mistake ??= new InputError(code, mistake);
    throw this.mistake;
  }

  #checkTill(till: unknown): void {
    const path = 'createTill';
    const expected = 'a till { pay, close, ... }';
    if (typeof till !== 'object' || till === null) {
      this.#refuse('ERR_INPUT_TILL', { path, expected, found: formatValue(till) });
    }
    const found = till as Readonly<Record<string, unknown>>;
    const wrong =
      REQUIRED.find((name) => typeof found[name] !== 'function') ??
      OPTIONAL.find((name) => found[name] !== undefined && typeof found[name] !== 'function');
    if (wrong === undefined) return;
    this.#refuse('ERR_INPUT_TILL', {
      path,
      expected: `${expected} whose ${wrong} is a function`,
      found: formatValue(found[wrong]),
    });
  }

  #checkReport(order: unknown, outcome: unknown): void {
    const path = 'tell';
    if (typeof order !== 'string' || !this.#orders.has(order)) {
      const expected = 'the id of an order that pay or refund got';
      this.#refuse('ERR_INPUT_TOLD', { path, expected, found: formatValue(order) });
    }
    const found = notAResult(outcome);
    if (found !== undefined) {
      this.#refuse('ERR_INPUT_TOLD', { path, expected: EXPECTED_RESULT, found: `${found}, for ${order}` });
    }
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

  /** A till that throws has refused, which is no violation; a person who looks for the cause of one needs the error. */
  async #noting(what: string, call: () => unknown): Promise<unknown> {
    try {
      return await call();
    } catch (error) {
      this.#note(`${' '.repeat(14)}till     throws at ${what}: ${String(error)}`);
      throw error;
    }
  }
}
