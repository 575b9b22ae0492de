import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FleetView } from './fleet-view.tsx';
import { KEYS, listenToKeys } from './keys.ts';
import {
  connection,
  heads,
  isLive,
  missed,
  notice,
  openId,
  overview,
  playhead,
  recording,
  route,
  search,
} from './store.ts';
import { PlayView } from './play/play-view.tsx';
import { TransactionView } from './transaction/transaction-view.tsx';

export function App(): JSX.Element {
  const [isHelp, setHelp] = useState(false);
  useEffect(() => listenToKeys(() => setHelp((isOpen) => !isOpen)), []);
  const { value } = overview;
  return (
    <>
      <Header onHelp={() => setHelp(true)} />
      <Banner />
      {value === undefined ? (
        <main class="nothing">
          <h1 class="hidden">Tenderline</h1>
        </main>
      ) : (
        <Page />
      )}
      {isHelp && <Help onClose={() => setHelp(false)} />}
      <p class="notice" role="status">
        {notice.value}
      </p>
    </>
  );
}

function Page(): JSX.Element {
  const { page } = route.value;
  if (page === 'terminals') return <FleetView />;
  return page === 'play' && overview.value?.canPlay === true ? <PlayView /> : <TransactionView />;
}

function Header({ onHelp }: { readonly onHelp: () => void }): JSX.Element {
  const { page } = route.value;
  const { value } = overview;
  const id = openId.value;
  return (
    <header class="top">
      <b class="name">Tenderline</b>
      {value?.source !== 'export' && (
        <>
          <nav class="views" aria-label="Views">
            <a href="#/terminals" aria-current={page === 'terminals' ? 'page' : undefined}>
              Terminals
            </a>
            <a
              href={id === undefined ? '#/t' : `#/t/${encodeURIComponent(id)}`}
              aria-current={page === 'transactions' ? 'page' : undefined}
            >
              Transactions
            </a>
            {value?.canPlay === true && (
              <a href="#/play" aria-current={page === 'play' ? 'page' : undefined}>
                Play
              </a>
            )}
          </nav>
          <input
            id="search"
            class="search"
            type="search"
            aria-label="Search by reference, ServiceID, POIID, outcome or fault"
            placeholder="Search   /"
            title="Reference, ServiceID, POIID, outcome or fault"
            value={search.value}
            onInput={({ currentTarget }) => (search.value = currentTarget.value)}
          />
        </>
      )}
      <span class="push" />
      <SourcePill />
      <button type="button" class="button round" aria-label="Keys" onClick={onHelp}>
        ?
      </button>
    </header>
  );
}

/** Live or recorded, and where in it. */
function SourcePill(): JSX.Element | null {
  const source = overview.value?.source;
  if (source === undefined) return null;
  const count = recording.value?.steps.length;
  const where =
    count === undefined || route.value.page !== 'transactions' ? '' : ` · event ${playhead.value} of ${count - 1}`;
  const word = connection.value !== 'open' ? 'Not connected' : source === 'live' ? 'Live' : 'Recorded';
  return <span class={`pill ${word === 'Not connected' ? 'tone-fault' : 'tone-flight'}`}>{`${word}${where}`}</span>;
}

/** What is wrong with the view itself: a sentence, and what to do. */
function Banner(): JSX.Element | null {
  const damaged = overview.value?.damaged ?? [];
  if (connection.value === 'refused') {
    return (
      <p class="banner tone-fault" role="alert">
        This page has no access, or the program behind it has ended. Open the address that the program prints when it
        starts.
      </p>
    );
  }
  if (connection.value === 'lost') {
    return (
      <p class="banner tone-fault" role="alert">
        {isLive.value ? 'The engine is not there.' : 'The journal cannot be read now.'} What is displayed is what was
        known last; the page connects again by itself.
      </p>
    );
  }
  if (damaged.length > 0) {
    return (
      <p class="banner tone-unknown">
        {damaged.length} transaction(s) of the journal cannot be read, and may have taken money: {damaged.join(', ')}
      </p>
    );
  }
  if (missed.value === 0) return null;
  return (
    <p class="banner tone-flight">
      {missed.value.toLocaleString('en')} events were left out: there were more than the page could take. Lists are up
      to date.{' '}
      <button type="button" class="button small" onClick={() => (missed.value = 0)}>
        Close
      </button>
    </p>
  );
}

function Help({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <dialog open class="help" aria-label="Keys" onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt class="num">{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="dim">{heads.value.size} transactions are in memory. Nothing on this page leaves this machine.</p>
      <button type="button" class="button" autofocus onClick={onClose}>
        Close
      </button>
    </dialog>
  );
}
