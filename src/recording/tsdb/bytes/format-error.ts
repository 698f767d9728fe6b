/** Bytes that do not mean what their place in the format asks for. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** The file, as its reader calls it. */
  readonly file: string;
  /** The byte where it goes wrong, from the start of the file. */
  readonly offset: number;
  /** What is wrong, without place. */
  readonly problem: string;

  constructor(file: string, offset: number, problem: string) {
    super(`${file}: byte ${offset}: ${problem}`);
    this.file = file;
    this.offset = offset;
    this.problem = problem;
  }
}
