/** The source of randomness: ServiceIDs, transaction ids and nonces are drawn here. */
export interface Random {
  /** That many unpredictable bytes, owned by the caller. */
  bytes(length: number): Uint8Array;
}
