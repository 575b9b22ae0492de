import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** Words that the source does not use, and the term to use instead (docs/glossary.md). */
const INSTEAD: Readonly<Record<string, string>> = {
  told: 'reported',
  nobody: 'no caller, no person',
  somebody: 'a person, staff, an operator',
  anybody: 'a person, any device',
  everybody: 'every caller',
  shown: 'displayed, printed, reported',
  book: 'ledger',
  books: 'ledger',
  booked: 'recorded',
  stray: 'unmatched response',
  strays: 'unmatched responses',
  hears: 'is called with, receives',
  heard: 'last contact',
  mailbox: 'process',
  slot: 'entry',
  slots: 'entries',
  desk: 'queue',
  tally: 'counters',
  wiretap: 'request inspector',
  judge: 'invariant checker',
  judges: 'invariant checker',
  judged: 'checked',
  fate: 'result, fault',
  fates: 'results, fault plan',
  parcel: 'message',
  parcels: 'messages',
  happening: 'event',
  happenings: 'events',
  complaint: 'outcome check',
  complaints: 'outcome checks',
  stranger: 'another till, an unknown key',
  strangers: 'unknown keys',
  birth: 'creation',
};

/** Where such a word stays: it is a name that others rely on, or a text that is meant for people. */
const ALLOWED: readonly {
  readonly word: string;
  readonly files: RegExp;
  readonly text: RegExp;
  readonly why: string;
}[] = [
  ...['nobody', 'somebody', 'anybody', 'shown'].map((word) => ({
    word,
    files: /^cli\//,
    text: /output\.print|must look|Nobody knows|anybody can have written/,
    why: 'a sentence of the command line for people',
  })),
  {
    word: 'told',
    files: /^testkit\//,
    text: /\btold\b|told(TwoThings|Unstored)/,
    why: 'the public member `Report.told`, or the public name of a violation',
  },
  {
    word: 'told',
    files: /^testkit\//,
    text: /ERR_INPUT_TOLD/,
    why: 'a public error code',
  },
  {
    word: 'stray',
    files: /^(adapters|engine)\//,
    text: /'stray'/,
    why: 'a value of the public port for protection',
  },
  {
    word: 'stranger',
    files: /^simulator\/wire\/protection\.ts$/,
    text: /keyIdentifier/,
    why: 'the name of a key on the wire',
  },
];

const root = new URL('../../', import.meta.url);

/** The words of a text. Those of an identifier count one by one: `isShown` has the word `shown`, `ERR_INPUT_TOLD` the word `told`. */
function wordsOf(text: string): string[] {
  return (text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase());
}

const lines = sourceFiles().flatMap((file) =>
  readFileSync(new URL(file, root), 'utf8')
    .split('\n')
    .map((text, index) => ({ file, number: index + 1, text })),
);

const found = lines.flatMap(({ file, number, text }) =>
  wordsOf(text)
    .filter((word) => Object.hasOwn(INSTEAD, word))
    .map((word) => ({ file, number, text, word })),
);

type Finding = (typeof found)[number];
const isAllowed = ({ file, text, word }: Finding) =>
  ALLOWED.some((entry) => entry.word === word && entry.files.test(file) && entry.text.test(text));

describe('words', () => {
  it('of identifiers, constants and sentences are found', () => {
    expect(wordsOf('// isShown by ERR_INPUT_TOLD: toldURL2').join(' ')).toBe('is shown by err input told told url');
  });

  it('that have a better term are not used in the source', () => {
    const wrong = found.filter((finding) => !isAllowed(finding));
    const report = wrong.map(({ file, number, word }) => `${file}:${number}: "${word}", write: ${INSTEAD[word] ?? ''}`);
    expect(report).toEqual([]);
  });

  it.each(ALLOWED)('allowed as "$word" occur, because it is $why', ({ word, files, text }) => {
    const used = found.some((one) => one.word === word && files.test(one.file) && text.test(one.text));
    expect(used).toBe(true);
  });
});
