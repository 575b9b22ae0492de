import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createOutput, flush, plain, quoted } from '../../../../cli/output/output.ts';

function sinks(isTTY = false) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    },
  });
  return { written, stdout: sink('stdout'), stderr: sink('stderr') };
}

describe('the output', () => {
  it('is sentences for people, without objects', () => {
    const { written, ...streams } = sinks();
    const output = createOutput({ ...streams, env: {} });
    output.say('hello');
    output.emit({ type: 'state' });
    expect(written).toEqual({ stdout: 'hello\n', stderr: '' });
  });

  it('is one object a line with --json, and nothing else', () => {
    const { written, ...streams } = sinks(true);
    const output = createOutput({ ...streams, json: true, env: {} });
    output.say('hello');
    output.waitFor('something');
    output.emit({ type: 'state', text: 'two\nlines' });
    output.notice('careful');
    expect(written).toEqual({ stdout: '{"type":"state","text":"two\\nlines"}\n', stderr: 'careful\n' });
  });

  it('shows no waiting and no colour where nobody watches', () => {
    const { written, ...streams } = sinks(false);
    const output = createOutput({ ...streams, env: {} });
    output.waitFor('the shopper');
    output.stopWaiting();
    output.say(output.paint('green', 'APPROVED'));
    expect(written.stdout).toBe('APPROVED\n');
  });

  it('shows what is waited for on a terminal, and wipes it before the next line', () => {
    const { written, ...streams } = sinks(true);
    const output = createOutput({ ...streams, env: { NO_COLOR: '1' } });
    output.waitFor('the shopper');
    output.say('done');
    expect(written.stdout).toBe('\r\u001B[2K  ... the shopper, 0 s\r\u001B[2Kdone\n');
  });

  it('has colour on a terminal only, and never against NO_COLOR', () => {
    const painted = (isTTY: boolean, env: Record<string, string>) =>
      createOutput({ ...sinks(isTTY), env }).paint('red', 'DECLINED');
    expect(painted(true, {})).toContain('\u001B[31m');
    expect(painted(true, { NO_COLOR: '1' })).toBe('DECLINED');
    expect(painted(false, {})).toBe('DECLINED');
  });

  it('obeys nothing that a peer wrote', () => {
    expect(plain('a\u001B[2Jb\r\nc\u202Ed')).toBe('a [2Jb c d');
  });

  it('quotes a path for a shell where it must', () => {
    expect(quoted('/tmp/shop.json')).toBe('/tmp/shop.json');
    expect(quoted("/tmp/Ada's shop")).toBe(String.raw`'/tmp/Ada'\''s shop'`);
  });

  it('is handed over in full before the process may end', async () => {
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
