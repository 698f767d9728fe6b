/** The data of one chunk without its encoding and checksum; `view` goes on for `PADDING` bytes behind it. */
export interface ChunkData {
  readonly view: DataView;
  /** In bytes. */
  readonly length: number;
}
