/** What is looked at: all of it is in the address, so that a moment can be sent to a colleague. */
export type Route =
  | { readonly page: 'terminals'; readonly poi?: string; readonly needOnly: boolean }
  | { readonly page: 'transactions'; readonly id?: string; readonly seq?: number; readonly versus?: number }
  | { readonly page: 'play'; readonly scene: number };

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [page, first, second] = path.split('/').map(decoded);
  const given = new URLSearchParams(query);
  if (page === 'terminals') return { page, needOnly: given.get('need') === '1', ...(first && { poi: first }) };
  if (page === 'play') return { page, scene: Math.max(0, Number(first ?? 0) || 0) };
  const [seq, versus] = [number(second), number(given.get('vs'))];
  return {
    page: 'transactions',
    ...(first && { id: first }),
    ...(seq !== undefined && { seq }),
    ...(versus !== undefined && { versus }),
  };
}

export function hashOf(route: Route): string {
  switch (route.page) {
    case 'terminals':
      return `#/terminals${route.poi === undefined ? '' : `/${encodeURIComponent(route.poi)}`}${route.needOnly ? '?need=1' : ''}`;
    case 'play':
      return `#/play${route.scene > 0 ? `/${route.scene}` : ''}`;
    case 'transactions': {
      if (route.id === undefined) return '#/t';
      const seq = route.seq === undefined ? '' : `/${route.seq}`;
      return `#/t/${encodeURIComponent(route.id)}${seq}${route.versus === undefined ? '' : `?vs=${route.versus}`}`;
    }
  }
}

/** An address that was cut, as mails and chats do, is read as it stands: it names nothing, and the page says so. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function number(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
