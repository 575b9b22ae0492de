import { describe, expect, expectTypeOf, it } from 'vitest';
import { isObject, omitUndefined } from '../../../protocol/json.ts';

describe('omitUndefined', () => {
  it('leaves out members that are undefined, and only those', () => {
    const members = omitUndefined({ a: undefined, b: null, c: 0, d: '', e: false });
    expect(Object.entries(members)).toEqual([
      ['b', null],
      ['c', 0],
      ['d', ''],
      ['e', false],
    ]);
  });

  it('copies, and leaves the object as it was', () => {
    const object = { a: undefined };
    expect(omitUndefined(object)).toEqual({});
    expect(Object.keys(object)).toEqual(['a']);
  });

  it('makes an own member of __proto__, as it was', () => {
    const object = JSON.parse('{"__proto__":1}') as object;
    expect(Object.keys(omitUndefined(object))).toEqual(['__proto__']);
  });

  it('has the type of what is left: a member that may be undefined may be missing', () => {
    const maybe = 'x' as string | undefined;
    const members = omitUndefined({ kind: 'event', maybe });
    expectTypeOf(members).toEqualTypeOf<{ readonly kind: 'event'; readonly maybe?: string }>();
  });
});

it.each([[[]], [null], ['x'], [undefined]])('isObject is false of %j', (value) => {
  expect(isObject(value)).toBe(false);
});
