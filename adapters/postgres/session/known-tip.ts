import { readTip, TipFile } from '../../journal/tip/tip-file.ts';
import { EMPTY_TIP, type Tip } from '../../journal/tip/tip.ts';
import { databaseRolledBack } from '../postgres-errors.ts';
import type { SqlConnection } from './connect.ts';

/** How far the journal is known to have come: what this engine stored, and what it saw of the others. */
export class KnownTip {
  readonly #file: TipFile | undefined;
  #tip: Tip = EMPTY_TIP;
  #unreadable = false;

  /** @param rememberIn the path that the tip file belongs to; without it nothing outlives the process */
  constructor(rememberIn: string | undefined) {
    if (rememberIn === undefined) return;
    this.#file = new TipFile(rememberIn);
    const stored = readTip(rememberIn);
    if (stored.kind === 'tip') this.#tip = stored.tip;
    this.#unreadable = stored.kind === 'unreadable';
  }

  get position(): number {
    return this.#tip.position;
  }

  /** How far it had come; `undefined` when nothing says so. */
  get expected(): number | undefined {
    return this.#unreadable || this.#tip.position === 0 ? undefined : this.#tip.position;
  }

  advance(tip: Tip): void {
    if (tip.position <= this.#tip.position) return;
    this.#tip = tip;
    this.#file?.advance(tip);
  }

  /** On the word of a person: this is how far it has come. */
  reset(tip: Tip): void {
    this.#tip = tip;
    this.#unreadable = false;
    this.#file?.reset(tip);
  }

  /**
   * Compares it with the database, at each connection: it may be another server than before.
   *
   * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
   */
  async check(connection: SqlConnection, schema: string): Promise<void> {
    if (this.#unreadable) throw databaseRolledBack('the file that remembers how far it came', 'a damaged one');
    const found = await readDatabaseTip(connection, schema);
    const { position, hash } = this.#tip;
    if (found.position < position) {
      throw databaseRolledBack(`${position} records, which were acknowledged`, `${found.position}`);
    }
    if (position > 0) {
      // A record that was forgotten since cannot be compared.
      const { rows } = await connection.query(`SELECT hash FROM ${schema}.records WHERE position = $1`, [position]);
      const same = position === found.position ? found.hash : (rows[0]?.['hash'] ?? hash);
      if (same !== hash) throw databaseRolledBack('the records that were acknowledged', 'others');
    }
    this.advance(found);
  }
}

export async function readDatabaseTip(connection: SqlConnection, schema: string): Promise<Tip> {
  const { rows } = await connection.query(`SELECT position::float8 AS position, hash FROM ${schema}.tip`);
  const [tip] = rows as unknown as readonly Tip[]; // as selected
  if (tip === undefined) throw databaseRolledBack('how far the journal has come', 'nothing');
  return { position: tip.position, hash: tip.hash };
}
