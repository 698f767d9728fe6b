import { RecordingError, shown } from '../error.ts';
import type { SeriesSink } from '../sink.ts';
import { Answers } from './json/answers.ts';
import { Elements } from './json/elements.ts';
import { VictoriaLines } from './json/victoria.ts';
import { Lines } from './lines.ts';
import { NotationReader } from './notation/reader.ts';
import type { FormatReader } from './reader.ts';
import { TextReader, type TextSink } from './text/text.ts';

/** As many bytes as are looked at for the format. */
const SNIFFED = 1 << 16;

const ANSWER_KEYS = [
  'status',
  'data',
  'resultType',
  'result',
  'isPartial',
  'warnings',
  'infos',
  'error',
  'errorType',
  'stats',
];
const EXPORT_KEYS = ['metric', 'values', 'timestamps'];
const UNIT_TEST_KEYS = /^(?:---|(?:rule_files|evaluation_interval|group_eval_order|fuzzy_compare|tests)\s*:)/;

const KNOWN =
  'known are OpenMetrics and Prometheus text, answers of the Prometheus HTTP API, exports of VictoriaMetrics, promtool unit tests, and folders of a Prometheus';

/** Finds out by its first bytes what an input is, and reads it. */
export class AnyFormat implements FormatReader {
  readonly #path: string;
  readonly #sink: TextSink;
  readonly #startMs: number;
  #reader: FormatReader | undefined;
  #head = new Uint8Array(0);

  /** @param startMs Time 0 of series notation. */
  constructor(path: string, sink: TextSink, startMs: number) {
    this.#path = path;
    this.#sink = sink;
    this.#startMs = startMs;
  }

  push(bytes: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#reader.push(bytes);
      return;
    }
    const head = new Uint8Array(this.#head.length + bytes.length);
    head.set(this.#head);
    head.set(bytes, this.#head.length);
    this.#head = head;
    if (head.length >= SNIFFED) this.#start();
  }

  end(): void {
    if (this.#reader === undefined) this.#start();
    this.#reader?.end();
  }

  #start(): void {
    const head = this.#head;
    if (head.length === 0) throw new RecordingError(this.#path, 'it is empty');
    this.#reader = readerOf(this.#path, head.subarray(0, SNIFFED), this.#sink, this.#startMs);
    this.#head = new Uint8Array(0);
    this.#reader.push(head);
  }
}

function readerOf(path: string, head: Uint8Array, sink: TextSink & SeriesSink, startMs: number): FormatReader {
  const text = new TextDecoder().decode(head);
  const start = text.trimStart();
  if (start.startsWith('[')) return new Elements(path, new Answers(path, sink));
  const key = /^\{\s*"((?:[^"\\]|\\.){0,100})"\s*:/.exec(start)?.[1];
  if (key !== undefined) {
    if (ANSWER_KEYS.includes(key)) return new Elements(path, new Answers(path, sink));
    if (EXPORT_KEYS.includes(key)) return new Lines(path, new VictoriaLines(path, sink));
    throw new RecordingError(path, `JSON that begins with the key ${shown(key)} is no recording: ${KNOWN}`);
  }
  const first = firstLine(text);
  if (UNIT_TEST_KEYS.test(first)) return new NotationReader(path, 'unit-tests', startMs, sink);
  if (/^load\s+\S+$/.test(first)) return new NotationReader(path, 'load', startMs, sink);
  if (first !== '' && !/^[a-zA-Z_:{]/.test(first)) {
    throw new RecordingError(path, `it begins with ${shown(first.slice(0, 40))}, which is no recording: ${KNOWN}`);
  }
  return new Lines(path, new TextReader(path, sink));
}

/** The first one with something in it that is no comment. */
function firstLine(text: string): string {
  for (const line of text.split('\n', 1000)) {
    const trimmed = line.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) return trimmed;
  }
  return '';
}
