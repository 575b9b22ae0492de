import { createOutput, type Output } from '../../../cli/output/output.ts';

/** An output of the command line that keeps what is written. */
export interface CapturedOutput {
  readonly output: Output;
  /** So far. */
  readonly written: { readonly stdout: string; readonly stderr: string };
}

export function captureOutput({
  json = false,
  isTTY = false,
  env = {},
}: { json?: boolean; isTTY?: boolean; env?: Readonly<Record<string, string>> } = {}): CapturedOutput {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    },
  });
  return { output: createOutput({ json, env, stdout: sink('stdout'), stderr: sink('stderr') }), written };
}
