// The compose file of this package as data. Its grammar is that of the formatter of this repository.
import { readFileSync } from 'node:fs';
import { parsers } from 'prettier/plugins/yaml';

/** What Docker Compose makes of it, merge keys resolved. */
export async function readCompose() {
  const text = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
  const root = await parsers.yaml.parse(text, {});
  const anchors = new Map();
  const [, body] = root.children[0].children;
  return valueOf(body.children[0], anchors);
}

function valueOf(node, anchors) {
  const value = bareValueOf(node, anchors);
  const anchor = node?.anchor?.value;
  if (anchor !== undefined) anchors.set(anchor, value);
  return value;
}

function bareValueOf(node, anchors) {
  switch (node?.type) {
    case 'mapping':
    case 'flowMapping':
      return mappingOf(node, anchors);
    case 'sequence':
    case 'flowSequence':
      return node.children.map((item) => valueOf(item.type.endsWith('Item') ? item.children[0] : item, anchors));
    case 'alias':
      return anchors.get(node.value);
    case 'plain':
    case 'quoteSingle':
    case 'quoteDouble':
    case 'blockLiteral':
      return node.value;
    case 'null':
    case undefined:
      return null;
    default:
      throw new Error(`the compose file has what this does not read: ${node.type}`);
  }
}

/** What stands in it wins over what is merged into it. */
function mappingOf({ children }, anchors) {
  const entries = children.map(({ children: [key, value] }) => [
    valueOf(key.children[0], anchors),
    valueOf(value.children?.[0], anchors),
  ]);
  const [merged, own] = [true, false].map((isMerge) => entries.filter(([key]) => (key === '<<') === isMerge));
  return Object.assign({}, ...merged.map(([, value]) => value), Object.fromEntries(own));
}
