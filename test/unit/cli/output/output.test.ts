import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { flush, printable, shellQuote } from '../../../../cli/output/output.ts';
import { captureOutput } from '../captured-output.ts';

describe('the output', () => {
  it('prints sentences for people, and no objects', () => {
    const { output, written } = captureOutput();
    output.print('hello');
    output.emit({ type: 'state' });
    expect(written).toEqual({ stdout: 'hello\n', stderr: '' });
  });

  it('prints one object a line with --json, and nothing else', () => {
    const { output, written } = captureOutput({ json: true, isTTY: true });
    output.print('hello');
    output.waitFor('something');
    output.emit({ type: 'state', text: 'two\nlines' });
    output.notice('careful');
    expect(written).toEqual({ stdout: '{"type":"state","text":"two\\nlines"}\n', stderr: 'careful\n' });
  });

  it('prints no waiting line and no colour when stdout is no terminal', () => {
    const { output, written } = captureOutput();
    output.waitFor('the shopper');
    output.stopWaiting();
    output.print(output.paint('green', 'APPROVED'));
    expect(written.stdout).toBe('APPROVED\n');
  });

  it('prints on a terminal what it waits for, and erases that before the next line', () => {
    const { output, written } = captureOutput({ isTTY: true, env: { NO_COLOR: '1' } });
    output.waitFor('the shopper');
    output.print('done');
    expect(written.stdout).toBe('\r\u001B[2K  ... the shopper, 0 s\r\u001B[2Kdone\n');
  });

  it('has colour on a terminal only, and never with NO_COLOR', () => {
    const painted = (isTTY: boolean, env: Record<string, string>) =>
      captureOutput({ isTTY, env }).output.paint('red', 'DECLINED');
    expect(painted(true, {})).toContain('\u001B[31m');
    expect(painted(true, { NO_COLOR: '1' })).toBe('DECLINED');
    expect(painted(false, {})).toBe('DECLINED');
  });
});

describe('printable', () => {
  it('puts the text of a peer on one line and removes its control characters', () => {
    expect(printable('a\u001B[2Jb\r\nc\u202Ed')).toBe('a [2Jb c d');
  });
});

describe('shellQuote', () => {
  it('quotes a path only if the shell requires it', () => {
    expect(shellQuote('/tmp/shop.json')).toBe('/tmp/shop.json');
    expect(shellQuote("/tmp/Ada's shop")).toBe(String.raw`'/tmp/Ada'\''s shop'`);
  });
});

describe('flush', () => {
  it('resolves when everything that was written is handed over', async () => {
    const slow = new PassThrough({ highWaterMark: 1 });
    slow.write('a'.repeat(100));
    let isFlushed = false;
    const flushed = (async () => {
      await flush([slow]);
      isFlushed = true;
    })();
    await Promise.resolve();
    expect(isFlushed).toBe(false);
    slow.resume();
    await flushed;
    expect(isFlushed).toBe(true);
  });
});
