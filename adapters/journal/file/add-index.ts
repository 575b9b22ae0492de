import { indexHint } from '../history/index-hint.ts';
import { fromText } from '../records.ts';
import type { SqliteDatabase } from '../sqlite-driver.ts';

/**
 * The third version of the file: transactions are found by the time of their request, by terminal, reference and outcome without reading
 * the records. The columns are a hint and are in no checksum: they are derived from the records, and can be again.
 */
export function addIndex(database: SqliteDatabase): void {
  database.exec(`
    -- When it was requested: null of what is no transaction, such as an orphan.
    ALTER TABLE transactions ADD COLUMN created_at_ms INTEGER;
    -- Empty where it is not known.
    ALTER TABLE transactions ADD COLUMN reference TEXT NOT NULL DEFAULT '';
    -- The kind of its outcome; null while it is open, and where only all of its records say it.
    ALTER TABLE transactions ADD COLUMN kind TEXT;
  `);
  fill(database);
  database.exec(`
    CREATE INDEX transactions_history ON transactions (created_at_ms, transaction_id) WHERE created_at_ms IS NOT NULL;
    CREATE INDEX transactions_reference ON transactions (reference, created_at_ms) WHERE created_at_ms IS NOT NULL;
  `);
}

const PAGE = 1000;

/** The first record is enough: what it does not say stays unknown, and unknown is never left out. */
function fill(database: SqliteDatabase): void {
  const page = database.prepare(
    `SELECT number, settled_at_ms AS settledAtMs,
       (SELECT record FROM records r WHERE r.transaction_id = t.transaction_id ORDER BY seq LIMIT 1) AS text
     FROM transactions t WHERE number > ? ORDER BY number LIMIT ${PAGE}`,
  );
  const update = database.prepare('UPDATE transactions SET created_at_ms = ?, reference = ? WHERE number = ?');
  for (let last = -1; ;) {
    const lines = page.all(last) as { number: number; settledAtMs: number | null; text: string | null }[]; // as selected
    for (const { number, settledAtMs, text } of lines) {
      const record = text === null ? undefined : fromText(text);
      const hint = record && indexHint(record);
      // One that is damaged is listed as well.
      update.run(hint === undefined ? (settledAtMs ?? 0) : hint.createdAtMs, hint?.reference ?? '', number);
    }
    const end = lines.at(-1);
    if (end === undefined) return;
    last = end.number;
  }
}
