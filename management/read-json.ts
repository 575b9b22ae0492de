/** Settings are five levels deep. What is deeper is none, and would end the process in whatever walks through it. */
const DEPTH_MAX = 64;

/** The value of a JSON text; `undefined` when it is none, or nested too deeply. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isShallow(value: unknown): boolean {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    const depth = next.depth + 1;
    if (depth > DEPTH_MAX) return false;
    for (const member of Object.values(next.value)) left.push({ value: member, depth });
  }
  return true;
}
