/**
 * Where a setting of the Management API stands (reference 10). The nearest one wins: terminal, store, merchant account, company.
 * A store has an id of the platform (`id`), or the merchant's own reference.
 */
export type Level =
  | { readonly kind: 'company'; readonly id: string }
  | { readonly kind: 'merchant'; readonly id: string }
  | { readonly kind: 'store'; readonly id: string }
  | { readonly kind: 'storeReference'; readonly merchant: string; readonly reference: string }
  | { readonly kind: 'terminal'; readonly id: string };

/** The path of the terminal settings of a level, from the base URL. */
export function settingsPath(level: Level): string {
  return `${levelPath(level)}/terminalSettings`;
}

function levelPath(level: Level): string {
  switch (level.kind) {
    case 'company':
      return `/companies/${encodeURIComponent(level.id)}`;
    case 'merchant':
      return `/merchants/${encodeURIComponent(level.id)}`;
    case 'store':
      return `/stores/${encodeURIComponent(level.id)}`;
    case 'storeReference':
      return `/merchants/${encodeURIComponent(level.merchant)}/stores/${encodeURIComponent(level.reference)}`;
    case 'terminal':
      return `/terminals/${encodeURIComponent(level.id)}`;
    default:
      return level satisfies never;
  }
}

/** What people call it: `store ST0001`. */
export function describeLevel(level: Level): string {
  if (level.kind === 'storeReference') return `store ${level.reference} of merchant ${level.merchant}`;
  return `${level.kind} ${level.id}`;
}

/** Whether a text can be an id in a path: `..` would lead to another resource than the one that was meant. */
export function isLevelId(text: string): boolean {
  return /^(?!\.{1,2}$)[^\p{Cc}/\\]{1,200}$/u.test(text);
}
