import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The page as it was built: one script, one style. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** @throws when the page is not built: `npm run build` does that */
export async function readPage(folder = new URL('../page/', import.meta.url)): Promise<PageFiles> {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => readFile(new URL(name, folder), 'utf8')),
  );
  return { script: script ?? '', style: style ?? '' };
}

const HEAD =
  '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">';

/** The page as the server gives it. */
export const SERVED_PAGE = `${HEAD}
<title>Tenderline visualizer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body><div id="app"></div></body>
</html>
`;

/** What a browser may do with the served page: nothing that leads elsewhere. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A file that needs nothing beside it: the page, and the data that it displays. Its policy lets no byte out. */
export function standalonePage({ script, style }: PageFiles, title: string, data: object): string {
  // No text of the data can end the element that it stands in.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const code = script.replaceAll('</script', '<\\/script');
  const policy = `default-src 'none'; script-src 'sha256-${hash(code)}'; style-src 'sha256-${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `${HEAD}
<meta http-equiv="content-security-policy" content="${policy}">
<title>${escapeText(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body><div id="app"></div>
<script type="application/json" id="recording">${json}</script>
<script>${code}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
