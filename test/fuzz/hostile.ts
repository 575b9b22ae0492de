import * as fc from 'fast-check';

const LEVELS = 20_000;
const nested = (open: string, middle: string, close: string) => open.repeat(LEVELS) + middle + close.repeat(LEVELS);
const DEEP = [nested('[', '', ']'), nested('{"a":', '1', '}')];

/** What a regular expression may choke on when there is much of it. */
const CHARACTERS = ' 09aA\n\t.-_=&+%:;/"\\[{\u0000\ud800\u{1f600}\ufeff';
const UNITS = [...Array.from(CHARACTERS), '%f', '%41', 'a=', '=&', '0.', '-----BEGIN ', 'At toplevel: '];

const LENGTH = 100_000;

/** Long texts of the worst characters, alone and with something before and behind them that almost fits. */
export const WORST_TEXTS: readonly string[] = UNITS.flatMap((unit) => {
  const many = unit.repeat(Math.ceil(LENGTH / unit.length));
  return [many, `0.${many}`, `${many}!`, `0.${many}1`];
});

/** What stands where something else is expected, as JSON text: one a line. */
const VALUES: readonly string[] = [
  ...String.raw`
null
true
false
0
-0
-1
1e400
-1e400
1e-7
1e21
9007199254740993
""
" "
"\u0000"
"\ud800"
"\ufeffSuccess"
" success "
"NaN"
"0x10"
"1e3"
"+1.00"
"-0.00"
"１２"
"%zz&=&__proto__=x"
"__proto__"
"constructor"
"Success"
"Failure"
"Partial"
"FAILURE"
"ﬀailure"
"NotFound"
"InProgress"
"Refusal"
"Busy"
[]
{}
[null]
{"":{}}
{"Result":"Success"}
[{"Response":{"Result":"Success"}}]
{"__proto__":{"polluted":1}}
{"constructor":{"prototype":{"polluted":1}}}
{"toJSON":1,"then":2}
`
    .trim()
    .split('\n'),
  ...DEEP,
  `[${'0,'.repeat(20_000)}0]`,
];

/** Names that a member may get. */
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toJSON',
  '',
  ' ',
  'response',
  'Response',
  'Result',
];

export type Edit = {
  /** Which value, counted as it is printed, round and round. */
  readonly at: number;
} & (
  | { readonly how: 'drop' | 'duplicate' | 'wrap' | 'unwrap' }
  | { readonly how: 'replace' | 'precede'; readonly by: string }
  | { readonly how: 'rename'; readonly to: string }
);

const hostileValue = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.constantFrom(...WORST_TEXTS).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.double().map(String) },
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ at: fc.nat(), how: fc.constantFrom('drop', 'duplicate', 'wrap', 'unwrap') }),
  fc.record({ at: fc.nat(), how: fc.constantFrom('replace', 'replace', 'precede'), by: hostileValue }),
  fc.record({ at: fc.nat(), how: fc.constant('rename'), to: fc.constantFrom(...KEYS) }),
);

/** JSON text of a valid message with up to three changes: not always JSON any more, and not always another message. */
export function mutated(seeds: readonly unknown[]): fc.Arbitrary<string> {
  const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
  const printed = fc.tuple(fc.constantFrom(...seeds), edits).map(([seed, changes]) => print(seed, changes));
  const torn = fc.tuple(fc.constantFrom(...seeds), fc.nat()).map(([seed, at]) => {
    const text = JSON.stringify(seed);
    return text.slice(0, at % text.length);
  });
  const marked = printed.map((text) => `\ufeff${text}`);
  return fc.oneof({ weight: 20, arbitrary: printed }, { weight: 1, arbitrary: torn }, { weight: 1, arbitrary: marked });
}

/** Bytes and texts that were never a message. */
export const raw: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(...VALUES),
  fc.constantFrom(...WORST_TEXTS),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

/** A valid message with something that is nested very deep in each of its places. */
export function withDeepParts(seed: unknown): string[] {
  const places = Array.from({ length: countOf(seed) }, (_, at) => at);
  return places.flatMap((at) => DEEP.map((by) => print(seed, [{ at, how: 'replace', by }])));
}

/** Writes JSON with the edits made: by text, so that a key can stand twice and a number can be one that no double holds. */
export function print(value: unknown, edits: readonly Edit[]): string {
  const count = countOf(value);
  let next = 0;
  const write = (node: unknown, key?: string): string => {
    const here = next;
    next += 1;
    const name = (text: string) => (key === undefined ? '' : `${JSON.stringify(text)}:`);
    const inner = writeInner(node, write);
    return edits
      .filter(({ at }) => at % count === here)
      .reduce(
        (member, change) => {
          switch (change.how) {
            case 'drop':
              return '';
            case 'duplicate':
              return `${member},${member}`;
            case 'wrap':
              return `${name(key ?? '')}[${inner}]`;
            case 'unwrap':
              return `${name(key ?? '')}${inner.replace(/^[[{"](.*)[\]}"]$/s, '$1')}`;
            case 'replace':
              return `${name(key ?? '')}${change.by}`;
            case 'precede':
              return `${name(key ?? '')}${change.by},${member}`;
            case 'rename':
              return `${name(change.to)}${inner}`;
          }
        },
        `${name(key ?? '')}${inner}`,
      );
  };
  return write(value);
}

function writeInner(node: unknown, write: (node: unknown, key?: string) => string): string {
  const join = (members: readonly string[]) => members.filter((member) => member !== '').join(',');
  if (Array.isArray(node)) return `[${join(node.map((item) => write(item)))}]`;
  if (typeof node !== 'object' || node === null) return JSON.stringify(node) ?? 'null';
  return `{${join(Object.entries(node).map(([key, member]) => write(member, key)))}}`;
}

function countOf(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 1;
  return Object.values(node).reduce<number>((sum, member) => sum + countOf(member), 1);
}
