/** `2026-08-13 14:03:22`, in the time zone of this machine. */
export function formatTime(atMs: number): string {
  return formatTimeMs(atMs).slice(0, 19);
}

/** The same with milliseconds. */
export function formatTimeMs(atMs: number): string {
  const behindUtcMs = new Date(atMs).getTimezoneOffset() * 60_000;
  return new Date(atMs - behindUtcMs).toISOString().slice(0, 23).replace('T', ' ');
}
