import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Head } from '../../../machines/inspection/feed.types.ts';
import { amountOf } from '../../view/format.ts';
import { HeadIcon } from '../icon.tsx';
import { go, heads, openId, search } from '../store.ts';

/** How high a row is; so many are in the document as fit, and some more. */
const ROW = 56;
const ROWS_MAX = 40;

/** What became of it, in two or three words. */
export function shortState({ outcome, state, tags }: Head): string {
  if (outcome !== undefined) return outcome;
  if (tags.includes('needsAttention')) return 'a person must look';
  if (tags.includes('outcomeUnknown')) return 'not known yet';
  return state === 'queued' ? 'waits' : 'shopper is busy';
}

/** By reference, ServiceID, POIID, id, outcome or fault: all words must be there. */
export function matches(head: Head, query: string): boolean {
  const { ref, sid, poi, id, outcome = '', fault = '', state } = head;
  const text = `${ref} ${sid} ${poi} ${id} ${outcome} ${fault} ${state} ${shortState(head)}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** All transactions, the newest first. A list that was scrolled by hand stays where it is, and says what is new. */
export function TransactionList(): JSX.Element {
  const [isFolded, setFolded] = useState(true);
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [countAtScroll, setCountAtScroll] = useState(0);
  const all = [...heads.value.values()].toSorted((a, b) => b.at - a.at).filter((head) => matches(head, search.value));
  const added = top > ROW ? Math.max(0, all.length - countAtScroll) : 0;
  const first = Math.max(0, Math.floor(top / ROW) - 8);
  const listed = all.slice(first, first + ROWS_MAX);
  return (
    <nav class={`list${isFolded ? ' folded' : ''}`} aria-label="Transactions" id="list">
      <div class="pane-head">
        <h2>Transactions</h2>
        {added > 0 ? (
          <button type="button" class="button small" onClick={() => list.current?.scrollTo({ top: 0 })}>
            {added} new
          </button>
        ) : (
          <span class="num">{all.length.toLocaleString('en')}</span>
        )}
        <button type="button" class="button small fold" aria-expanded={!isFolded} onClick={() => setFolded(!isFolded)}>
          {isFolded ? 'Choose another' : 'Close'}
        </button>
      </div>
      <div
        class="rows"
        ref={list}
        onScroll={({ currentTarget: { scrollTop } }) => {
          if (top <= ROW) setCountAtScroll(all.length);
          setTop(scrollTop);
        }}
      >
        <div style={{ height: `${first * ROW}px` }} />
        <p class="hidden">
          All {all.length} of them are in this list, the newest first; those out of sight are left out of the page. j
          and k open the next and the previous one, the search finds any.
        </p>
        {/* The role says what the page cannot: how many there are, and which of them this one is. */}
        <div role="list" aria-label="Transactions, the newest first">
          {listed.map((head, position) => (
            <div key={head.id} role="listitem" aria-setsize={all.length} aria-posinset={first + position + 1}>
              <Item head={head} />
            </div>
          ))}
        </div>
        <div style={{ height: `${Math.max(0, all.length - first - listed.length) * ROW}px` }} />
        {all.length === 0 && (
          <p class="empty">
            {search.value === ''
              ? 'No transactions yet. The first one appears here by itself.'
              : 'Nothing matches. Clear the search to see all.'}
          </p>
        )}
      </div>
    </nav>
  );
}

function Item({ head }: { readonly head: Head }): JSX.Element {
  const isOpen = head.id === openId.value;
  return (
    <a
      href={`#/t/${encodeURIComponent(head.id)}`}
      class="item"
      aria-current={isOpen ? 'true' : undefined}
      onClick={(event) => {
        event.preventDefault();
        go({ page: 'transactions', id: head.id });
      }}
    >
      <HeadIcon head={head} />
      <b>{head.ref}</b>
      <em>
        <b>{amountOf(head)}</b> {shortState(head)}
      </em>
    </a>
  );
}
