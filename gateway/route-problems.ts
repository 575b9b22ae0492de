import type { Route } from './route.ts';

/** The codes that a route may report, by status: its own, and those of every route of its kind. */
export function problemsOf(route: Route): Readonly<Record<number, readonly string[]>> {
  const { scope, startsWork, body, problems } = route;
  const common: [number, string[]][] = [
    [400, ['ERR_GATEWAY_TOKEN_IN_QUERY', ...(body ? ['ERR_GATEWAY_JSON'] : []), 'ERR_INPUT_*']],
    ...(scope === 'none' ? [] : ([[401, ['ERR_GATEWAY_TOKEN']]] as [number, string[]][])),
    [403, ['ERR_GATEWAY_ORIGIN', ...(scope === 'none' ? [] : ['ERR_GATEWAY_SCOPE'])]],
    ...(body
      ? ([
          [408, ['ERR_GATEWAY_TIMEOUT']],
          [413, ['ERR_GATEWAY_BODY_TOO_LARGE']],
          [415, ['ERR_GATEWAY_MEDIA_TYPE']],
        ] as [number, string[]][])
      : []),
    [421, ['ERR_GATEWAY_HOST']],
    [429, ['ERR_GATEWAY_RATE']],
    [500, ['ERR_GATEWAY_INTERNAL']],
    ...(startsWork ? ([[503, ['ERR_GATEWAY_DRAINING']]] as [number, string[]][]) : []),
  ];
  const all = new Map<number, string[]>(common);
  for (const [status, codes] of Object.entries(problems)) {
    all.set(Number(status), [...new Set([...(all.get(Number(status)) ?? []), ...codes])]);
  }
  return Object.fromEntries([...all].toSorted(([a], [b]) => a - b));
}
