import type { JSX } from 'preact';
import { TransactionChart } from './chart-pane.tsx';
import { FactsPane } from './facts-pane.tsx';
import { SequencePane } from './sequence-pane.tsx';
import { heads, missing, openId, overview, playhead, recording } from '../store.ts';
import { TimeBar } from './time-bar.tsx';
import { TransactionList } from './transaction-list.tsx';
import { VerdictBand } from './verdict-band.tsx';

/** One transaction: the verdict, where it stands, what was said, what is known, and the time to walk through. */
export function TransactionView(): JSX.Element {
  const { value } = recording;
  const index = playhead.value;
  const isAlone = overview.value?.source === 'export';
  return (
    <div class={`transaction${isAlone ? ' alone' : ''}`}>
      {value !== undefined && <VerdictBand recording={value} index={index} />}
      <main class="columns">
        {!isAlone && <TransactionList />}
        {value === undefined ? (
          <Nothing />
        ) : (
          <>
            <div class="middle">
              <TransactionChart recording={value} index={index} />
              <SequencePane recording={value} index={index} />
            </div>
            <FactsPane recording={value} index={index} />
          </>
        )}
      </main>
      {value !== undefined && <TimeBar recording={value} index={index} />}
    </div>
  );
}

/** No transaction is looked at: a sentence, and a way on. */
function Nothing(): JSX.Element {
  const isDamaged = overview.value?.damaged.includes(missing.value ?? '') === true;
  const text = isDamaged
    ? `The records of ${missing.value} cannot be read: it may have taken money. Find out at the acquirer what became of it.`
    : missing.value === undefined
      ? openId.value === undefined
        ? heads.value.size === 0
          ? 'No transactions yet. The first one appears here by itself.'
          : 'Choose a transaction to see where it stands.'
        : 'Loading.'
      : `There is no transaction ${missing.value} here, or its records cannot be read. Choose another one.`;
  return (
    <div class="nothing">
      <h1 class="hidden">Transactions</h1>
      <p>{text}</p>
    </div>
  );
}
