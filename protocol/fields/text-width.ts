/**
 * How much room text takes where every column is as wide as a Latin letter: on a receipt printer and on a terminal. East Asian
 * characters and emoji take two columns (Unicode annex 11: wide and fullwidth), marks that combine with a letter take none.
 */
let segmenter: Intl.Segmenter | undefined;

/** Made for the first text that is not ASCII: it takes ten milliseconds, which every start of a till would pay. */
const graphemes = (): Intl.Segmenter => (segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' }));

const ASCII = /^[\x20-\x7e]*$/;
const EMOJI = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\u{fe0f}/u;
/** Marks, invisible controls (the soft hyphen is visible), and the vowels and endings that complete a Hangul syllable. */
const NO_WIDTH = /[\p{Mn}\p{Me}\u{1160}-\u{11ff}]|(?!\u{ad})\p{Cf}/u;
/** Ambiguous characters take one column: only East Asian printers differ, by their set-up. */
const WIDE =
  /[\u{1100}-\u{115f}\u{2329}\u{232a}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe10}-\u{fe19}\u{fe30}-\u{fe6f}\u{ff01}-\u{ff60}\u{ffe0}-\u{ffe6}\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;

/** The columns that a text takes. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  return charactersOf(text).reduce((sum, character) => sum + columnsOfCharacter(character), 0);
}

/** Rows of at most that many columns; a character as people see it is never cut, even if it is wider than a row. */
export function cutIntoRows(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const character of charactersOf(text)) {
    const width = columnsOfCharacter(character);
    if (row !== '' && used + width > columns) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += character;
    used += width;
  }
  if (row !== '') rows.push(row);
  return rows;
}

/** Grapheme clusters: letters with their marks, and emoji with what modifies them. */
function charactersOf(text: string): string[] {
  return ASCII.test(text) ? Array.from(text) : Array.from(graphemes().segment(text), ({ segment }) => segment);
}

function columnsOfCharacter(character: string): number {
  if (EMOJI.test(character)) return 2;
  let sum = 0;
  for (const point of character) if (!NO_WIDTH.test(point)) sum += WIDE.test(point) ? 2 : 1;
  return sum;
}
