import { readdirSync, readFileSync } from 'node:fs';
import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';

const folder = new URL('../../fixtures/journals-v1/', import.meta.url);

/** What version 0.1.0 said of a transaction, as far as it is compared. */
export interface ExpectedTransaction {
  readonly state: string;
  readonly tags: readonly string[];
  readonly isOpen: boolean;
  readonly abortRequested?: boolean;
  readonly failure?: string;
  readonly nextCheckAtMs?: number;
  /** Of an open one: what really happened. */
  readonly terminalTookIt?: boolean;
  readonly outcome?: {
    readonly kind: string;
    readonly charged: string;
    readonly amounts: object;
    readonly recovered: boolean;
    readonly receipts?: number;
    readonly failure?: string;
    readonly runningServiceID?: string;
    readonly hasResponse: boolean;
  };
}

export interface ExpectedJournal {
  readonly about: string;
  readonly transactions: Readonly<Record<string, ExpectedTransaction>>;
  readonly orphans?: Readonly<Record<string, { readonly isOpen: boolean; readonly kind: string }>>;
}

/** Each journal of the fixtures by its name; their README says how they were made. */
export const JOURNALS_V1: Readonly<Record<string, ExpectedJournal>> = (
  JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as { journals: Record<string, ExpectedJournal> }
).journals;

export function recordsOf(journal: string): JournalRecord[] {
  return readFileSync(new URL(`${journal}.jsonl`, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalRecord);
}

export const JOURNAL_FILES: readonly string[] = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));

export const fixtureFile = (name: string): URL => new URL(name, folder);
