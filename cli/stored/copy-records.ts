import { createHash } from 'node:crypto';
import type { Journal, JournalReader, JournalRecord } from '../../index.ts';

/** How many records are stored at once. */
const GROUP = 100;

/** What a journal comes to, to compare two: of the records in the order of storage. */
export interface Sum {
  readonly records: number;
  readonly sha256: string;
}

/** Copies every record, in the order of storage. @returns what was copied */
export async function copyRecords(from: JournalReader, to: Journal): Promise<Sum> {
  const sum = summing();
  let group: JournalRecord[] = [];
  for await (const record of from.read()) {
    sum.add(record);
    group.push(record);
    if (group.length < GROUP) continue;
    await to.append(group);
    group = [];
  }
  if (group.length > 0) await to.append(group);
  return sum.total();
}

/** What a journal has. */
export async function sumOf(journal: JournalReader): Promise<Sum> {
  const sum = summing();
  for await (const record of journal.read()) sum.add(record);
  return sum.total();
}

export async function isEmpty(journal: JournalReader): Promise<boolean> {
  const { done } = await journal.read()[Symbol.asyncIterator]().next();
  return done === true;
}

function summing() {
  const hash = createHash('sha256');
  let records = 0;
  return {
    add(record: JournalRecord) {
      records += 1;
      hash.update(`${JSON.stringify(record)}\n`);
    },
    total: (): Sum => ({ records, sha256: hash.digest('hex') }),
  };
}
