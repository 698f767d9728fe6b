import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LineIndex } from '../../text/line-index.ts';
import { UsageError } from '../usage-error.ts';
import { catalogueSource } from './catalogue.ts';
import { expositionSource } from './exposition.ts';
import type { ExpositionSettings, KnownNames, NameSettings, NameSource } from './names.ts';

/** What was read before, as long as its files stay the same. */
export class NameCache {
  readonly #known = new Map<string, { readonly stamp: string; readonly source: Promise<NameSource> }>();

  /** The source under `key`, read anew where one of its files has changed. */
  get(key: string, files: readonly string[], read: () => Promise<NameSource>): Promise<NameSource> {
    const stamp = files.map(stampOf).join();
    const known = this.#known.get(key);
    if (known?.stamp === stamp) return known.source;
    const source = read();
    this.#known.set(key, { stamp, source });
    source.catch(() => this.#known.delete(key));
    return source;
  }
}

function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'none';
  }
}

/**
 * Reads the sources that a configuration names. Messages show paths relative to `cwd`.
 * @throws {UsageError} for the first source that cannot be read, with its path and, where there is one, the line
 */
export async function readNames(settings: NameSettings, cwd: string, cache = new NameCache()): Promise<KnownNames> {
  const shown = (file: string): string => path.relative(cwd, file).replaceAll(path.sep, '/') || file;
  const sources: NameSource[] = [];
  for (const one of settings.expositions) {
    const key = `exposition ${one.path} ${JSON.stringify([...(one.labels ?? [['?']])])}`;
    sources.push(await cache.get(key, [one.path], () => readExposition(one, shown(one.path))));
  }
  for (const file of settings.catalogues) {
    sources.push(await cache.get(`catalogue ${file}`, [file], () => readCatalogue(file, shown(file))));
  }
  for (const file of settings.recordings) {
    sources.push(await cache.get(`recording ${file}`, [file], () => readRecording(file, shown(file))));
  }
  return { sources, complete: settings.complete };
}

async function readExposition({ path: file, labels }: ExpositionSettings, shown: string): Promise<NameSource> {
  const source = expositionSource(`the exposition ${shown}`, await readText(file, 'exposition', shown), labels);
  if ('metrics' in source) return source;
  throw new UsageError(`${shown}:${source.line}: ${source.text} (an exposition of \`names\`)`);
}

async function readCatalogue(file: string, shown: string): Promise<NameSource> {
  const text = await readText(file, 'catalogue', shown);
  const source = catalogueSource(`the catalogue ${shown}`, shown, text);
  if ('metrics' in source) return source;
  const [first] = source;
  const { line, column } = new LineIndex(text).positionAt(first?.span.start ?? 0);
  const more = source.length > 1 ? ` (and ${source.length - 1} more)` : '';
  throw new UsageError(`${shown}:${line}:${column}: ${first?.text}${more} (the catalogue of \`names\`)`);
}

/** Larger ones are no answer of `/metrics`. */
const MAX_BYTES = 256 * 1024 * 1024;

async function readText(file: string, what: string, shown: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`cannot read the ${what} ${shown}, a source of \`names\`: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder';
  return code.startsWith('Z_') ? 'its gzip data is damaged' : code;
}

async function readRecording(file: string, shown: string): Promise<NameSource> {
  const [{ readRecordings }, { RecordingError }] = await Promise.all([
    import('../../recording/read.node.ts'),
    import('../../recording/error.ts'),
  ]);
  const { recordingSource } = await import('./recording.ts');
  try {
    return recordingSource(`the recording ${shown}`, await readRecordings([file]));
  } catch (error) {
    if (!(error instanceof RecordingError)) {
      throw new UsageError(`cannot read the recording ${shown}, a source of \`names\`: ${reasonOf(error)}`);
    }
    throw new UsageError(`${error.message} (a recording of \`names\`)`);
  }
}
