import type { Check } from '../../../index.ts';

/** The steps about one terminal, or about the machine. */
export interface ReportSection {
  readonly title: string;
  readonly checks: readonly Check[];
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1b1b1b }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem }
tr { border-top: 1px solid #ddd } .pass { color: #1a7f37 } .warn { color: #9a6700 } .fail { color: #cf222e; font-weight: bold }
.skip { color: #777 } .remedy { display: block; margin-top: .2rem } .where { color: #555 }`;

/** The report of the doctor as one page that needs nothing else, to send to those who run the network. Without secrets. */
export function htmlReport(
  sections: readonly ReportSection[],
  made: { readonly at: Date; readonly by: string },
): string {
  const failed = sections.flatMap(({ checks }) => checks).filter(({ status }) => status === 'fail').length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Tenderline doctor</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>Tenderline doctor</h1>
<p>${escapeHtml(made.at.toISOString())}, ${escapeHtml(made.by)}. ${failed === 0 ? 'Nothing failed.' : `${failed} step(s) failed.`}</p>
${sections.map(sectionHtml).join('\n')}
</body>
</html>
`;
}

function sectionHtml({ title, checks }: ReportSection): string {
  return `<h2>${escapeHtml(title)}</h2>
<table>
<thead><tr><th>Step</th><th>Result</th><th>What was found, and what to do</th></tr></thead>
<tbody>
${checks.map(rowHtml).join('\n')}
</tbody>
</table>`;
}

function rowHtml({ name, status, reason, remedy, where }: Check): string {
  const todo =
    remedy === ''
      ? ''
      : `<span class="remedy">${escapeHtml(remedy)} <span class="where">(${escapeHtml(where)})</span></span>`;
  return `<tr><td>${escapeHtml(name)}</td><td class="${status}">${status}</td><td>${escapeHtml(reason)}${todo}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Names of certificates and words of terminals are in a report: nothing of them may become part of the page. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
