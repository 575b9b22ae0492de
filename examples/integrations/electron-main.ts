/**
 * The main process of an Electron till: it has the engine, the journal and the key; windows get plain data. A window that is closed or
 * reloaded stops no payment. How it is packed: docs/bundling.md, Electron.
 */
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron';
import { createEngine, displayMessage, outcomeToJson, type EngineOptions } from 'tenderline';

/** What a window may ask for. It cannot choose a terminal, a key or an address. */
export interface PayOrder {
  /** One for each attempt to pay; the window keeps it, so that a repetition is the same payment. */
  readonly id: string;
  /** Euro cents. */
  readonly value: number;
}

await app.whenReady();

// From the folder of the user, never from beside the program: it is read-only once it is installed, and in an archive.
const settings = JSON.parse(process.env['TILL_OPTIONS'] ?? '{}') as EngineOptions;
const engine = await createEngine({ ...settings, journal: join(app.getPath('userData'), 'tenderline.db') });
const [terminal] = engine.terminals();
if (terminal === undefined) throw new Error('the settings name no terminal');
const { poiid } = terminal;

ipcMain.handle('till:pay', async ({ sender }, { id, value }: PayOrder) => {
  const payment = engine.pay({ id, poiid, amount: { currency: 'EUR', value }, reference: id });
  const send = (text: string) => {
    if (!sender.isDestroyed()) sender.send('till:progress', { id, text });
  };
  const states = payment.state$.subscribe(({ state }) => send(state));
  const display = payment.display$.subscribe(({ event }) => send(displayMessage(event, 'en')));
  // What crosses the process is JSON without card data. An unknown is said as such, and the wait can be repeated.
  const outcome = await payment.outcome(60_000);
  states.unsubscribe();
  display.unsubscribe();
  return outcome.kind === 'unresolved' ? { kind: outcome.kind, charged: outcome.charged } : outcomeToJson(outcome);
});

ipcMain.handle('till:abort', (_event, id: string) => engine.transaction(id)?.abort());

ipcMain.handle('till:unresolved', () => engine.unresolved().map(({ id, reference }) => ({ id, reference })));

let isClosed = false;
app.on('before-quit', (event) => {
  if (isClosed) return;
  event.preventDefault(); // once: what is in flight gets its time, the rest is resumed at the next start
  isClosed = true;
  void engine.close().finally(() => app.exit());
});

const window = new BrowserWindow({
  webPreferences: { preload: join(import.meta.dirname, 'electron-preload.cjs'), sandbox: true, contextIsolation: true },
});
await window.loadFile('till.html');
