import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../index.ts';
import {
  engineTill,
  proveTill,
  replaySeed,
  type CreateTill,
  type TillSurroundings,
  type TillUnderTest,
} from '../../../../testkit/index.ts';

/** The engine's till with something wrong in it. */
function changed(change: (till: TillUnderTest, shop: TillSurroundings) => object): CreateTill {
  return async (shop) => {
    const till = await engineTill(shop);
    return { ...till, ...change(till, shop) };
  };
}

async function refusalOf(createTill: unknown): Promise<InputError> {
  const refusal = await proveTill(createTill as CreateTill, { seeds: 3 }).catch((error: unknown) => error);
  if (refusal instanceof InputError) return refusal;
  throw new Error(`expected to be refused, found ${JSON.stringify(refusal)}`);
}

describe('a proof is refused, with what is wrong, when', () => {
  it.each<[string, unknown, string, string]>([
    [
      'it is given a till in place of a function',
      { pay: () => {}, close: () => {} },
      'ERR_INPUT_TILL',
      'found a object',
    ],
    ['it is given nothing', undefined, 'ERR_INPUT_TILL', 'expected a function that starts a till'],
    ['the function gives nothing', () => undefined, 'ERR_INPUT_TILL', 'found undefined'],
    ['the till cannot pay', changed(() => ({ pay: undefined })), 'ERR_INPUT_TILL', 'whose pay is a function'],
    [
      'the till cannot close',
      changed(() => ({ close: 'later' })),
      'ERR_INPUT_TILL',
      'whose close is a function, found "later"',
    ],
    [
      'refund is no function',
      changed(() => ({ refund: true })),
      'ERR_INPUT_TILL',
      'whose refund is a function, found true',
    ],
    [
      'the till reports an order by another name',
      changed((_, shop) => ({ pay: () => shop.tell('receipt 7', {} as never) })),
      'ERR_INPUT_TOLD',
      'an order that pay or refund got, found "receipt 7"',
    ],
    [
      'the till reports a promise',
      changed((_, shop) => ({ pay: ({ id }: { id: string }) => shop.tell(id, Promise.resolve() as never) })),
      'ERR_INPUT_TOLD',
      'found a promise: await it, for ORDER-',
    ],
    [
      'the till reports a kind of its own',
      changed((_, shop) => ({ pay: ({ id }: { id: string }) => shop.tell(id, { kind: 'ok' } as never) })),
      'ERR_INPUT_TOLD',
      'found one of kind "ok"; kinds are approved, partial,',
    ],
  ])('%s', async (_, createTill, code, message) => {
    const refusal = await refusalOf(createTill);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
  });

  it('the same is given to a replay', async () => {
    await expect(replaySeed(1, undefined as never, () => undefined)).rejects.toThrow(InputError);
    await expect(
      replaySeed(
        1,
        () => ({}) as never,
        () => undefined,
      ),
    ).rejects.toThrow('whose pay is a function');
  });
});

describe('a till that throws', () => {
  it('is not refused, and the story of what it forgets has what it threw', async () => {
    const report = await proveTill(
      changed(() => ({ pay: () => Promise.reject(new TypeError('no such basket')) })),
      { seeds: 1 },
    );
    expect(Object.keys(report.violations)).toEqual(['forgotten']);
    expect(report.failures[0]?.story.join('\n')).toMatch(/till +throws at pay ORDER-\d: TypeError: no such basket/);
  });

  it('keeps its methods when it is of a class with private members', async () => {
    class Till implements TillUnderTest {
      readonly #till: TillUnderTest;
      constructor(till: TillUnderTest) {
        this.#till = till;
      }
      pay(order: Parameters<TillUnderTest['pay']>[0]) {
        return this.#till.pay(order);
      }
      unresolved() {
        return this.#till.unresolved?.() ?? [];
      }
      close() {
        return this.#till.close();
      }
    }
    const report = await proveTill(async (shop) => new Till(await engineTill(shop)), { seeds: 20 });
    expect(report.violations).toEqual({});
    expect(report.told['approved']).toBeGreaterThan(0);
  });
});
