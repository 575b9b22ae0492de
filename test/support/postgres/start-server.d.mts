export interface PostgresServer {
  readonly port: number;
  /** Folder of its Unix socket. */
  readonly sockets: string;
  /** Of its superuser and the database that each server has. */
  readonly url: string;
  /** Its process: it changes with a restart. */
  readonly pid: () => number;
  /** Ends it as a crash does, and starts it again; resolves when it takes connections. */
  readonly restart: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** Lets this process end: the server ends with it. */
  readonly unref: () => void;
}

/** @param bin the folder of its programs */
export function startServer(bin: string, options?: { readonly fsync?: 'on' | 'off' }): Promise<PostgresServer>;
