import { OPERATOR_FACTS } from '../../machines/inspection/event-facts.ts';
import type { Facts } from '../../machines/inspection/feed.types.ts';
import type { Recording } from '../../machines/inspection/recording.types.ts';
import type { Overview } from '../view/overview.ts';
import { stateNotes } from '../view/state-notes.ts';
import { standalonePage, type PageFiles } from './page-html.ts';

/** One transaction as a file for a bug report: it opens offline, and has no name of a person and no reason in it. */
export function exportRecording(page: PageFiles, given: Recording): string {
  const recording = withoutPersons(given);
  const overview: Overview = {
    source: 'export',
    heads: [recording.head],
    terminals: [],
    damaged: [],
    notes: stateNotes(),
    isFollowed: false,
    command: '',
    canPlay: false,
  };
  return standalonePage(page, `${recording.head.ref} on ${recording.head.poi}`, { overview, recording });
}

/** What people typed when they decided stays in the shop. */
export function withoutPersons(recording: Recording): Recording {
  return {
    ...recording,
    steps: recording.steps.map((step) => ({ ...step, d: strip(step.d) })),
    moments: recording.moments.map((moment) => ({
      ...moment,
      next: moment.next.map((one) => ({ ...one, d: strip(one.d) })),
    })),
  };
}

function strip(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !OPERATOR_FACTS.includes(name)));
}
