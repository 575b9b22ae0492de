/** `2026-08-13 14:03:22`, on the clock of this machine. */
export function showTime(atMs: number): string {
  return showMoment(atMs).slice(0, 19);
}

/** The same to the millisecond. */
export function showMoment(atMs: number): string {
  const behindUtcMs = new Date(atMs).getTimezoneOffset() * 60_000;
  return new Date(atMs - behindUtcMs).toISOString().slice(0, 23).replace('T', ' ');
}
