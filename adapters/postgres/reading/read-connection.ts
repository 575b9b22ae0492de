import { journalClosed } from '../../journal/records.ts';
import { ConfigError } from '../../../errors.ts';
import { connectionLost, isRefusal, postgresError } from '../postgres-errors.ts';
import type { ResolvedConnection } from '../postgres-options.ts';
import { connect, type ConnectionUse, type SqlConnection, type SqlLine } from '../session/connect.ts';

/** A connection for reading, apart from that of appends, so that a long list does not hold up a payment. Made when it is first needed, and anew when it is lost. */
export class ReadConnection {
  readonly #options: ResolvedConnection;
  readonly #use: ConnectionUse;
  #connection: Promise<SqlConnection> | undefined;
  #closed = false;

  constructor(options: ResolvedConnection, use: ConnectionUse) {
    this.#options = options;
    this.#use = use;
  }

  /** @throws {JournalError} */
  async query(text: string, values: readonly unknown[] = []): Promise<readonly SqlLine[]> {
    for (let tries = 1; ; tries += 1) {
      if (this.#closed) throw journalClosed();
      try {
        const connection = await this.#connected();
        return (await connection.query(text, values)).rows;
      } catch (error) {
        if (isRefusal(error)) throw postgresError(error);
        // Reading may be done twice: the connection may have been lost while it was not used.
        if (tries > 1) throw error instanceof ConfigError ? connectionLost() : postgresError(error);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close().catch(() => connection.destroy());
  }

  #connected(): Promise<SqlConnection> {
    if (this.#connection !== undefined) return this.#connection;
    const opening = connect(this.#options, this.#use);
    const forget = () => {
      if (this.#connection === opening) this.#connection = undefined;
    };
    this.#connection = opening;
    opening.then((connection) => connection.onEnd(forget), forget);
    return opening;
  }
}
