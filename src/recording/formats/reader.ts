/** Reads one input that comes in pieces; errors are `RecordingError`s with a line and, where it helps, a column. */
export interface FormatReader {
  /** Takes the next bytes; they are not needed after it returns. */
  push(bytes: Uint8Array): void;
  /** Says that there are no more. */
  end(): void;
}
