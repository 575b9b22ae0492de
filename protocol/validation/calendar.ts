/** Whether the day that an ISO 8601 text begins with exists: `Date` takes 30 February for the second of March. */
export function hasRealDay(iso: string): boolean {
  const day = iso.slice(0, 10);
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(day);
}
