import type { Span } from '../../text/span.ts';
import { keyString } from '../scalar/resolve.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlProblem, YamlScalar } from '../tree.ts';
import { MapNode } from './nodes.ts';

/** Collects the entries of a map as Kubernetes' decoder does: in order of the text, the last one of a key wins. */
export class MapBuilder {
  readonly #byKey = new Map<string, YamlEntry>();
  readonly #problems: YamlProblem[];
  #hasMerged = false;

  constructor(problems: YamlProblem[]) {
    this.#problems = problems;
  }

  add(key: YamlScalar, value: YamlNode, alias: Span | undefined): void {
    const name = keyString(key.value, key.text);
    if (name === undefined) {
      const what = key.value === null ? 'null' : `the integer \`${key.text}\``;
      this.#problems.push({
        code: 'key-not-scalar',
        span: key.span,
        message: `${what} cannot be a key in Kubernetes`,
        help: key.text === '' ? 'write a key before the colon' : `put the key into quotes: \`"${key.text}"\``,
      });
    }
    const id = name ?? key.text;
    this.#acceptMode(id, value);
    const first = this.#byKey.get(id);
    if (first !== undefined) {
      if (!first.merged) {
        this.#problems.push({
          code: 'duplicate-key',
          span: key.span,
          message: `key \`${key.text}\` stands twice in this map; the last one wins and the first is lost`,
          related: [{ span: first.key.span, label: 'the first one' }],
        });
      }
      this.#byKey.delete(id);
    }
    this.#byKey.set(id, { key, value, alias, merged: false });
  }

  /** In file modes octal numbers are the custom. */
  #acceptMode(key: string, value: YamlNode): void {
    if (key !== 'defaultMode' && key !== 'mode') return;
    const last = this.#problems.at(-1);
    if (last?.code === 'ambiguous-scalar' && last.span === value.span) this.#problems.pop();
  }

  /** go.yaml.in/yaml/v2 decoder.merge: a merged entry also replaces an own one that stands before the merge key. */
  merge(source: YamlMap, mergeKey: Span): void {
    for (const entry of source.entries) {
      const id = keyString(entry.key.value, entry.key.text) ?? entry.key.text;
      const own = this.#byKey.get(id);
      if (own !== undefined) {
        if (!own.merged && own.value !== entry.value) this.#reportOrder(own, entry, mergeKey);
        this.#byKey.delete(id);
      }
      this.#byKey.set(id, { key: entry.key, value: entry.value, alias: entry.alias, merged: true });
    }
    this.#hasMerged = true;
  }

  #reportOrder(own: YamlEntry, merged: YamlEntry, mergeKey: Span): void {
    this.#problems.push({
      code: 'merge-order',
      span: own.key.span,
      message: `\`${own.key.text}\` stands before \`<<\`, so Kubernetes takes the merged value; other readers of YAML take this one`,
      help: 'put `<<` first in the map',
      related: [
        { span: mergeKey, label: 'the merge key' },
        { span: merged.key.span, label: 'the merged value' },
      ],
    });
  }

  build(span: Span, flow: boolean): MapNode {
    const all = [...this.#byKey.values()];
    const entries = this.#hasMerged
      ? [...all.filter((entry) => !entry.merged), ...all.filter((entry) => entry.merged)]
      : all;
    return new MapNode(span, flow, this.#byKey, entries);
  }
}
