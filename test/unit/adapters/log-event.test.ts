import { expect, it } from 'vitest';
import { logEvent, silence } from '../../../adapters/logging/log-event.ts';

function kept() {
  const lines: [level: string, fields: object, message: string][] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, fields, message]);
  return { lines, log: { info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug') } };
}

it('a line has the level and the text of its row, its name, and what is given', () => {
  const { lines, log } = kept();
  logEvent(log, 'exchange.answer', { ms: 12 });
  expect(lines).toEqual([['info', { event: 'exchange.answer', ms: 12 }, 'answer']]);
});

it('a line for a level that logs nothing is not made', () => {
  let reads = 0;
  const fields = {
    get ms() {
      reads += 1;
      return 12;
    },
  };
  logEvent({ info: silence }, 'exchange.answer', fields);
  expect(reads).toBe(0);
  logEvent(kept().log, 'exchange.answer', fields);
  expect(reads).toBe(1);
});

it('a card number that a terminal says is masked where a line quotes it', () => {
  const { lines, log } = kept();
  const quoted = 'HTTP 503: card 4111 1111 1111 1111 of 1234567890123';
  logEvent(log, 'exchange.noAnswer', { ms: undefined, kind: 'unusable', code: 'ERR_ANSWER_STATUS', reason: quoted });
  expect(JSON.stringify(lines)).not.toContain('4111 1111');
  expect(JSON.stringify(lines)).toContain('of 1234567890123');
});

it('a fault of a transport that has no words is logged without them, and throws nothing', () => {
  const { lines, log } = kept();
  const reason = undefined as unknown as string;
  logEvent(log, 'exchange.noAnswer', { ms: 1, kind: 'noAnswer', code: 'ERR_LINK_RESET', reason });
  expect(lines).toHaveLength(1);
});
