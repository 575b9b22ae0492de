/**
 * The preload of an Electron till: the window gets four functions, and neither Node.js nor `ipcRenderer` itself. It runs in a sandbox,
 * so it is bundled as CommonJS and imports nothing of Tenderline but types.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { OutcomeJson } from 'tenderline';
import type { PayOrder } from './electron-main.ts';

/** `window.till` in the page. */
export interface TillInWindow {
  /** Resolves with the outcome, or with `unresolved` after a minute: then the same order asked again goes on waiting. */
  pay(order: PayOrder): Promise<OutcomeJson | { readonly kind: 'unresolved'; readonly charged: 'unknown' }>;
  abort(id: string): Promise<void>;
  /** The orders whose outcome is unknown: to be shown as such, also straight after a start. */
  unresolved(): Promise<readonly { readonly id: string; readonly reference: string }[]>;
  /** @returns ends it */
  onProgress(show: (progress: { readonly id: string; readonly text: string }) => void): () => void;
}

const till: TillInWindow = {
  pay: ({ id, value }) => ipcRenderer.invoke('till:pay', { id, value }) as ReturnType<TillInWindow['pay']>,
  abort: (id) => ipcRenderer.invoke('till:abort', id) as Promise<void>,
  unresolved: () => ipcRenderer.invoke('till:unresolved', undefined) as ReturnType<TillInWindow['unresolved']>,
  onProgress: (show) => {
    const listener = (_event: unknown, progress: { id: string; text: string }) => show(progress);
    ipcRenderer.on('till:progress', listener);
    return () => ipcRenderer.off('till:progress', listener);
  },
};

contextBridge.exposeInMainWorld('till', till);
