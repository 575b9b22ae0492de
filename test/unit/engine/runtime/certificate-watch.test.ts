import { expect, it } from 'vitest';
import { LOG_EVENTS } from '../../../../adapters/logging/log-events.ts';
import { CertificateWatch, WARN_DAYS } from '../../../../engine/runtime/certificate-watch.ts';
import { silentLogger, type Logger } from '../../../../engine/runtime/logging.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const POIID = 'V400m-324688179';

function watching() {
  const lines: object[] = [];
  const now = { wallMs: Date.UTC(2026, 4, 4), upMs: 5000 };
  const loggerOf = (bindings: object): Logger => ({
    ...silentLogger,
    child: (more) => loggerOf({ ...bindings, ...more }),
    warn: (fields) => lines.push({ ...bindings, ...fields }),
    error: (fields) => lines.push({ ...bindings, ...fields }),
  });
  const watch = new CertificateWatch({ now: () => now.wallMs, upMs: () => now.upMs }, loggerOf({}));
  return { watch, lines, now };
}

it('warns of a certificate that ends within 60 days, and of no other', () => {
  const { watch, lines, now } = watching();
  watch.note(POIID, now.wallMs + WARN_DAYS * DAY_MS);
  expect(lines).toEqual([]);
  expect(LOG_EVENTS['certificate.endsSoon'].message).toContain(`${WARN_DAYS} days`);
  watch.note(POIID, now.wallMs + WARN_DAYS * DAY_MS - 1);
  expect(lines).toEqual([
    { event: 'certificate.endsSoon', POIID, validTo: '2026-07-02T23:59:59.999Z', days: WARN_DAYS - 1 },
  ]);
});

it('warns once a day of each terminal, however often it connects, and whatever is done to the wall clock', () => {
  const { watch, lines, now } = watching();
  const end = now.wallMs + 3 * DAY_MS;
  for (let connection = 0; connection < 100; connection += 1) watch.note(POIID, end);
  watch.note('S1F2-000158213605011', end);
  expect(lines).toHaveLength(2);
  now.wallMs += 2 * DAY_MS;
  watch.note(POIID, end);
  expect(lines).toHaveLength(2);
  now.upMs += DAY_MS;
  watch.note(POIID, end);
  expect(lines).toHaveLength(3);
});

it('remembers the end that the last connection showed', () => {
  const { watch, now } = watching();
  expect(watch.endOf(POIID)).toBeUndefined();
  watch.note(POIID, now.wallMs + DAY_MS);
  watch.note(POIID, now.wallMs + 900 * DAY_MS);
  watch.note(POIID, NaN);
  expect(watch.endOf(POIID)).toBe(now.wallMs + 900 * DAY_MS);
});

it('never throws: it stands before the first byte of a request', () => {
  const { watch, lines } = watching();
  expect(() => watch.note(POIID, -1e300)).not.toThrow();
  expect(lines).toEqual([{ event: 'engine.contained', part: 'a certificate', error: 'RangeError' }]);
});
