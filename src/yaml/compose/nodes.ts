import type { EmbeddedText } from '../../text/embedded.ts';
import type { Span } from '../../text/span.ts';
import type { ScalarValue } from '../scalar/resolve.ts';
import type { ScalarSource } from '../scalar/source.ts';
import { scalarEmbedded } from '../scalar/text.ts';
import type { ScalarStyle, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSequence } from '../tree.ts';

export class ScalarNode implements YamlScalar {
  readonly kind = 'scalar';
  readonly span: Span;
  readonly style: ScalarStyle;
  readonly value: ScalarValue;
  readonly text: string;
  readonly tag: string | undefined;
  readonly #source: ScalarSource;
  #embedded: EmbeddedText | undefined;

  constructor(source: ScalarSource, text: string, value: ScalarValue, tag: string | undefined) {
    this.span = { start: source.start, end: source.end };
    this.style = source.style;
    this.value = value;
    this.text = text;
    this.tag = tag;
    this.#source = source;
  }

  get embedded(): EmbeddedText {
    this.#embedded ??= scalarEmbedded(this.#source);
    return this.#embedded;
  }
}

export class MapNode implements YamlMap {
  readonly kind = 'map';
  readonly span: Span;
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
  readonly #byKey: ReadonlyMap<string, YamlEntry>;

  /** `byKey` has the entries under the keys that they have in JSON. */
  constructor(span: Span, flow: boolean, byKey: ReadonlyMap<string, YamlEntry>, entries: readonly YamlEntry[]) {
    this.span = span;
    this.flow = flow;
    this.entries = entries;
    this.#byKey = byKey;
  }

  get(key: string): YamlNode | undefined {
    return this.#byKey.get(key)?.value;
  }

  entry(key: string): YamlEntry | undefined {
    return this.#byKey.get(key);
  }
}

export class SequenceNode implements YamlSequence {
  readonly kind = 'sequence';
  readonly span: Span;
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
  readonly aliases: ReadonlyMap<number, Span> | undefined;

  constructor(span: Span, flow: boolean, items: readonly YamlNode[], aliases: ReadonlyMap<number, Span> | undefined) {
    this.span = span;
    this.flow = flow;
    this.items = items;
    this.aliases = aliases;
  }
}
