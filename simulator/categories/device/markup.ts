const TAG = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y;
const DECLARATION = /^\s*<\?xml[^?>]*\?>\s*/;
const TEXT = /[^<]*/y;
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i;

/** The outermost element of a document. */
export interface Root {
  readonly name: string;
  /** Its attributes, as they are written. */
  readonly attributes: string;
}

/** Reads a document as a strict parser does: `undefined` when it is not well-formed, as where a text was not escaped. */
export function rootOf(document: string): Root | undefined {
  const body = document.replace(DECLARATION, '').trimEnd();
  if (BARE_AMPERSAND.test(body)) return undefined;
  const open: string[] = [];
  let root: Root | undefined;
  for (let at = 0; at < body.length;) {
    const isOver = root !== undefined && open.length === 0;
    TAG.lastIndex = at;
    const tag = TAG.exec(body);
    if (tag === null) {
      TEXT.lastIndex = at;
      const text = TEXT.exec(body)?.[0] ?? '';
      if (text === '' || open.length === 0) return undefined;
      at += text.length;
      continue;
    }
    const [whole, closing, name = '', attributes = '', selfClosing] = tag;
    if (isOver) return undefined;
    if (closing === '/') {
      if (open.pop() !== name) return undefined;
    } else {
      root ??= { name, attributes };
      if (selfClosing !== '/') open.push(name);
    }
    at += whole.length;
  }
  return open.length === 0 ? root : undefined;
}
