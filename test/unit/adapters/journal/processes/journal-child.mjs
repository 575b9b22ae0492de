// A till in a process of its own, for tests that kill it. Arguments: the path of the journal, then what to do:
//   flood ROUND   stores without end in five transactions at once, and prints each record that is acknowledged
//   serve         stores the records that come as lines of JSON, and prints `stored` or the code
//   forget        stores one record, and ends without closing
//   end HOW       stores one record, and ends in one of the WAYS
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openSqliteJournal } from '../../../../../dist/adapters/journal/sqlite-journal.js';

const [path, task, round = '0'] = process.argv.slice(2);
// Not through a stream: what is printed is with the reader, whatever happens to this process next.
const print = (line) => writeSync(1, `${line}\n`);
const record = (transaction, seq, text = '') => ({
  version: 1,
  transaction,
  seq,
  atMs: 0,
  type: 'orphan',
  detail: { text },
});

const journal = await openSqliteJournal(path).catch((error) => {
  print(error.code);
  print(error.message);
  process.exit(1);
});
print('open');

async function flood(name) {
  for (let seq = 0; ; seq += 1) {
    await journal.append([record(name, seq, 'x'.repeat((seq * 997) % 9000))]);
    print(`${name} ${seq}`);
  }
}

if (task === 'flood') for (const lane of 'abcde') void flood(`${round}${lane}`);
if (task === 'forget') await journal.append([record('forgotten', 0)]);
const WAYS = {
  exit: () => process.exit(7),
  exitInAppend: () => {
    void journal.append([record('late', 0)]);
    process.exit(7);
  },
  throw: () => {
    setImmediate(() => {
      throw new Error('uncaught');
    });
  },
  reject: () => void Promise.reject(new Error('unhandled')),
  abort: () => process.abort(),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  killInClose: () => {
    void journal.close();
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(round.split(':')[1]));
  },
};
if (task === 'end') {
  await journal.append([record('stored', 0)]);
  print('stored');
  WAYS[round.split(':')[0]]();
}

if (task === 'serve') {
  for await (const line of createInterface({ input: process.stdin })) {
    await journal.append([JSON.parse(line)]).then(
      () => print('stored'),
      (error) => print(error.code),
    );
  }
  await journal.close();
}
