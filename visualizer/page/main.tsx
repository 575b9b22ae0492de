import { render } from 'preact';
import { CHART_STYLE } from '../chart/chart-style.ts';
import { PALETTE_STYLE, TONE_STYLE } from '../chart/palette.ts';
import { App } from './app.tsx';
import './page.css';
import './play/play.css';
import { start } from './store.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`${PALETTE_STYLE}\n${TONE_STYLE}${CHART_STYLE}`);
document.adoptedStyleSheets = [sheet];

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);
void start();
