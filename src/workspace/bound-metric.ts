import { findTags, type Tag, tagArgument } from '../manifest/controller/substitute/tags.ts';
import type { Metric } from '../manifest/controller/types.ts';
import type { MetricView, TextField } from '../manifest/metric.ts';
import type { EmbeddedText } from '../text/embedded.ts';
import type { Json } from '../yaml/tree.ts';
import type { Binding } from './workspace.ts';

/** A metric as one binding fills it in. */
export interface BoundMetric {
  readonly view: MetricView;
  readonly binding: Binding;
  /** The metric with the known values filled in, but for its provider, which is as written. */
  readonly json: Metric;
  /** Fields that still hold a `{{…}}`: an argument whose value is not known while linting, or no argument at all. */
  readonly open: ReadonlySet<string>;
}

/** The metric once for each binding. */
export function boundMetrics(view: MetricView, bindings: readonly Binding[]): readonly BoundMetric[] {
  const written = view.manifest.value(view.path) as Metric & { readonly [field: string]: Json };
  return bindings.map((binding) => {
    const json: Record<string, Json> = {};
    const open = new Set<string>();
    for (const [field, value] of Object.entries(written)) {
      if (typeof value !== 'string' || !value.includes('{{')) {
        json[field] = value;
        continue;
      }
      const filled = fill(value, binding);
      json[field] = filled.text;
      if (filled.open.length > 0) open.add(field);
    }
    return { view, binding, json, open };
  });
}

/** A text as some of the bindings fill it in. */
export interface BoundText {
  readonly field: TextField;
  /** With the known values filled in; maps back to the file, a value to the `{{args.x}}` it replaced. */
  readonly text: EmbeddedText;
  /** Tags that are left, with offsets in `text`. */
  readonly open: readonly Tag[];
  /** The bindings that all give this text. */
  readonly bindings: readonly Binding[];
}

/** The different texts that the bindings make of a field, in the order of the bindings. */
export function boundTexts(field: TextField, bindings: readonly Binding[]): readonly BoundText[] {
  const { value } = field.text;
  if (!value.includes('{{')) return [{ field, text: field.text, open: [], bindings }];
  const texts = new Map<string, { text: EmbeddedText; open: readonly Tag[]; bindings: Binding[] }>();
  for (const binding of bindings) {
    const filled = fill(value, binding);
    const known = texts.get(filled.text);
    if (known !== undefined) known.bindings.push(binding);
    else texts.set(filled.text, { text: field.text.replace(filled.parts), open: filled.open, bindings: [binding] });
  }
  return [...texts.values()].map((each) => ({ field, ...each }));
}

function fill(value: string, { args }: Binding) {
  const parts: { readonly span: Tag['span']; readonly text: string }[] = [];
  const open: Tag[] = [];
  let text = '';
  let from = 0;
  for (const tag of findTags(value).tags) {
    const name = tagArgument(tag.inner);
    const known = name === undefined ? undefined : args.get(name)?.value;
    text += value.slice(from, tag.span.start);
    from = tag.span.end;
    if (known === undefined) {
      const by = text.length - tag.span.start;
      open.push({
        inner: tag.inner,
        span: { start: tag.span.start + by, end: tag.span.end + by },
        innerSpan: { start: tag.innerSpan.start + by, end: tag.innerSpan.end + by },
      });
      text += value.slice(tag.span.start, tag.span.end);
    } else {
      parts.push({ span: tag.span, text: known });
      text += known;
    }
  }
  return { text: text + value.slice(from), parts, open };
}
