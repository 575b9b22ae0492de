/** What the example uses of Electron. With Electron installed, its own types take the place of this file. */
declare module 'electron' {
  interface WebContents {
    send(channel: string, value: unknown): void;
    isDestroyed(): boolean;
  }

  export const app: {
    whenReady(): Promise<void>;
    getPath(name: 'userData'): string;
    on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): void;
    exit(): void;
  };

  export const ipcMain: {
    handle(channel: string, listener: (event: { readonly sender: WebContents }, value: never) => unknown): void;
  };

  export const ipcRenderer: {
    invoke(channel: string, value: unknown): Promise<unknown>;
    on(channel: string, listener: (event: unknown, value: never) => void): void;
    off(channel: string, listener: (event: unknown, value: never) => void): void;
  };

  export const contextBridge: { exposeInMainWorld(name: string, value: object): void };

  export class BrowserWindow {
    constructor(options: {
      readonly webPreferences: {
        readonly preload: string;
        readonly sandbox: boolean;
        readonly contextIsolation: boolean;
      };
    });
    loadFile(file: string): Promise<void>;
  }
}
