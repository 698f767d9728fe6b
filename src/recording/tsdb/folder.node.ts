import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { RecordingError } from '../error.ts';
import type { ByteSource } from './bytes/byte-source.ts';

/** How much is read ahead: the chunks of a series and of the next ones stand one behind the other. */
const WINDOW_BYTES = 2 ** 18;

/** What is read of a folder, and nothing outside of it. Everything throws `RecordingError`. */
export class Folder {
  readonly path: string;
  readonly #real: string;
  readonly #onRead: (bytes: number) => void;
  readonly #open = new Set<number>();

  constructor(folder: string, onRead: (bytes: number) => void) {
    this.path = folder;
    this.#onRead = onRead;
    this.#real = attempt(folder, () => realpathSync(folder));
  }

  /** In order of names; empty where there is no such folder. */
  entries(name: string): readonly Dirent[] {
    const folder = path.join(this.path, name);
    if (!this.has(name)) return [];
    this.#checkInside(folder);
    const entries = attempt(folder, () => readdirSync(folder, { withFileTypes: true }));
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** True if there is such a file or folder. */
  has(name: string): boolean {
    const file = path.join(this.path, name);
    return attempt(file, () => statSync(file, { throwIfNoEntry: false })) !== undefined;
  }

  size(name: string): number {
    const file = path.join(this.path, name);
    return attempt(file, () => statSync(file)).size;
  }

  text(name: string): string {
    const file = path.join(this.path, name);
    const descriptor = this.#openFile(file);
    const text = attempt(file, () => readFileSync(descriptor, 'utf8'));
    this.#close(descriptor);
    return text;
  }

  source(name: string): ByteSource & { close(): void } {
    const file = path.join(this.path, name);
    const descriptor = this.#openFile(file);
    const { size } = attempt(file, () => fstatSync(descriptor));
    let window = new Uint8Array(0);
    let start = 0;
    let end = 0;
    const load = (offset: number, length: number): void => {
      const wanted = Math.min(size - offset, Math.max(length, WINDOW_BYTES));
      if (wanted > window.length) window = new Uint8Array(wanted);
      let done = 0;
      while (done < length) {
        const count = attempt(file, () => readSync(descriptor, window, done, wanted - done, offset + done));
        if (count === 0) throw new RecordingError(file, 'it became shorter while it was read');
        done += count;
      }
      start = offset;
      end = offset + done;
      this.#onRead(done);
    };
    return {
      name: file,
      size,
      read: (offset, length) => {
        if (offset < start || offset + length > end) load(offset, length);
        return window.subarray(offset - start, offset - start + length);
      },
      close: () => this.#close(descriptor),
    };
  }

  closeAll(): void {
    for (const descriptor of this.#open) this.#close(descriptor);
  }

  #openFile(file: string): number {
    this.#checkInside(file);
    // A pipe in the place of a file must not be waited for.
    const descriptor = attempt(file, () => openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
    this.#open.add(descriptor);
    if (!attempt(file, () => fstatSync(descriptor)).isFile()) throw new RecordingError(file, 'it is not a file');
    return descriptor;
  }

  #close(descriptor: number): void {
    if (this.#open.delete(descriptor)) closeSync(descriptor);
  }

  #checkInside(file: string): void {
    const real = attempt(file, () => realpathSync(file));
    if (real === this.#real || real.startsWith(this.#real + path.sep)) return;
    throw new RecordingError(file, `it is a link that leads out of ${this.path}; copy what it leads to instead`);
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'it is missing',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'it must not be read; check its permissions',
  EPERM: 'it must not be read; check its permissions',
  ELOOP: 'it is a link that leads to itself',
  EMFILE: 'too many files are open; raise the limit (`ulimit -n`) or read fewer blocks',
};

/** What the operating system gives; its errors with a path and in words. */
function attempt<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    throw new RecordingError(file, CAUSES[code] ?? `it cannot be read (${code || String(error)})`);
  }
}
