import type { Recording } from '../../machines/inspection/recording.types.ts';
import type { Changes, Overview } from '../view/overview.ts';

/** Where the page has its data from. */
export interface DataSource {
  overview(): Promise<Overview>;
  /** `undefined` when there is none. @throws when that cannot be found out now */
  transaction(id: string): Promise<Recording | undefined>;
  /** @param onState whether the engine is there, and lets this page look */
  follow(onChanges: (changes: Changes) => void, onState: (state: 'open' | 'lost' | 'refused') => void): void;
}

/** A server on this machine. */
const served: DataSource = {
  overview: () => get<Overview>('/api/overview'),
  async transaction(id) {
    const response = await fetch(`/v1/inspection/transactions/${encodeURIComponent(id)}`);
    return response.status === 404 ? undefined : json<Recording>(response);
  },
  follow(onChanges, onState) {
    const events = new EventSource('/v1/inspection/changes');
    // Up to date: what was missed came before it, or is in the overview, which is read again.
    events.addEventListener('ready', () => onState('open'));
    // A browser that is refused does not try again: another run of the program does not know it.
    events.addEventListener('error', () => onState(events.readyState === EventSource.CLOSED ? 'refused' : 'lost'));
    // The engine is in another process, which is not reached.
    events.addEventListener('away', () => onState('lost'));
    events.addEventListener('changes', ({ data }: MessageEvent<string>) => onChanges(JSON.parse(data) as Changes));
  },
};

interface Exported {
  readonly overview: Overview;
  readonly recording: Recording;
}

/** The data that an exported file has in it; otherwise those of the server. */
export function dataSource(): DataSource {
  const element = document.querySelector('#recording');
  if (element === null) return served;
  const { overview, recording } = JSON.parse(element.textContent) as Exported;
  return {
    overview: () => Promise.resolve(overview),
    transaction: (id) => Promise.resolve(id === recording.head.id ? recording : undefined),
    follow: () => {},
  };
}

async function get<T>(path: string): Promise<T> {
  return json<T>(await fetch(path));
}

async function json<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as T;
}
