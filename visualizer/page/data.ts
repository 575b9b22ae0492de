import type { Recording } from '../../machines/inspection/recording.types.ts';
import type { Changes, Overview } from '../view/overview.ts';

/** Where the page has its data from. */
export interface DataSource {
  overview(): Promise<Overview>;
  transaction(id: string): Promise<Recording | undefined>;
  /** @param onState whether the engine is there */
  follow(onChanges: (changes: Changes) => void, onState: (isConnected: boolean) => void): void;
}

/** A server on this machine. */
const served: DataSource = {
  overview: () => get<Overview>('/api/overview'),
  transaction: (id) => get<Recording>(`/v1/inspection/transactions/${encodeURIComponent(id)}`).catch(() => undefined),
  follow(onChanges, onState) {
    const events = new EventSource('/v1/inspection/changes');
    // Up to date: what was missed came before it, or is in the overview, which is read again.
    events.addEventListener('ready', () => onState(true));
    events.addEventListener('error', () => onState(false));
    // The engine is in another process, which is not reached.
    events.addEventListener('away', () => onState(false));
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
  const response = await fetch(path);
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as T;
}
