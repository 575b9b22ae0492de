import { describe, expect, it } from 'vitest';
import { plainHeadFilter } from '../../../adapters/answer-head.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\nServer: a\r\n\r\n{"a":"\n \n"}';

/** What the filter gives out of those parts, one after the other. */
function passed(...parts: (string | Buffer)[]): string {
  const filter = plainHeadFilter();
  return parts.map((part) => filter(Buffer.from(part as string))?.toString('latin1') ?? '').join('');
}

describe('the head of an answer', () => {
  it('is left as it is when it is plain, and so is the body', () => {
    expect(passed(ANSWER)).toBe(ANSWER);
  });

  it.each([
    ['interim answers', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 102\n\nHTTP/1.1 103 x\r\nLink: a\r\n\r\n${ANSWER}`],
    ['empty lines', `\r\n\n\r\n${ANSWER}`],
    ['LF alone', ANSWER.replace('\r\n\r\n', '\n\n').replace('\r\n', '\n')],
    ['white space at the end of lines', ANSWER.replace('Server: a', 'Server: a \t')],
  ])('loses %s', (_, text) => {
    expect(passed(text)).toBe(ANSWER);
  });

  it('has folded lines in one', () => {
    expect(passed('HTTP/1.1 200 OK\r\nServer: a\r\n \t b\r\n\r\n')).toBe('HTTP/1.1 200 OK\r\nServer: a b\r\n\r\n');
  });

  it('is the same however the bytes are cut', () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\n${ANSWER}`;
    for (let at = 0; at <= text.length; at += 1) expect(passed(text.slice(0, at), text.slice(at))).toBe(ANSWER);
    expect(passed(...text.split(''))).toBe(ANSWER);
  });

  it('keeps its bytes, whatever their encoding', () => {
    const head = Buffer.from('HTTP/1.1 200 OK\r\nServer: caf\xe9\r\n\r\n', 'latin1');
    expect(passed(head)).toBe(head.toString('latin1'));
  });

  it.each(['nonsense\r\n\r\n', 'HTTP/2 100 x\r\n\r\n', 'http/1.1 100 x\r\n\r\n', `HTTP/1.1 100 ${'a'.repeat(20_000)}`])(
    'is left to the HTTP library when it is none: %j',
    (text) => {
      expect(passed(text)).toBe(text);
    },
  );

  it('is held back until it is complete', () => {
    expect(passed('HTTP/1.1 200 OK\r\nServer: a\r\n')).toBe('');
    expect(passed('H')).toBe('');
  });
});
