import {
  findMetricTags,
  type MetricTag,
  type MetricTextPlace,
} from '../../../manifest/controller/substitute/metric.ts';
import type { Metric } from '../../../manifest/controller/types.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { type MetricView, metricsOf } from '../../../manifest/metric.ts';
import type { Span } from '../../../text/span.ts';
import { entryAt } from '../../../yaml/walk.ts';

/** A `{{…}}` of a metric, as the controller substitutes it, with its place in the file. */
export interface Placeholder {
  readonly view: MetricView;
  readonly tag: MetricTag;
  /** Brackets included; where the tag runs beyond its text, to the end of that text. */
  readonly span: Span;
}

const known = new WeakMap<Manifest, readonly Placeholder[]>();

/** All placeholders of an object's metrics, in order of the metrics. */
export function placeholdersOf(manifest: Manifest): readonly Placeholder[] {
  let found = known.get(manifest);
  if (found === undefined) {
    found = metricsOf(manifest).flatMap((view) => placeholdersIn(manifest, view));
    known.set(manifest, found);
  }
  return found;
}

function placeholdersIn(manifest: Manifest, view: MetricView): Placeholder[] {
  if (!manifest.file.text.includes('{{', view.node.span.start)) return [];
  return findMetricTags(manifest.value(view.path) as Metric).tags.flatMap((tag) => {
    const span = spanOf(manifest, view, tag);
    return span === undefined ? [] : [{ view, tag, span }];
  });
}

function spanOf(manifest: Manifest, view: MetricView, { from, to, swallows }: MetricTag): Span | undefined {
  const text = textAt(manifest, view, from);
  if (text === undefined) return undefined;
  const end = swallows || to === undefined ? text.value.length : to.offset;
  return text.toFile({ start: from.offset, end });
}

function textAt(manifest: Manifest, view: MetricView, { path, isKey }: MetricTextPlace) {
  const whole = [...view.path, ...path];
  if (isKey) return entryAt(manifest.root, whole)?.key.embedded;
  const node = manifest.node(whole);
  return node?.kind === 'scalar' ? node.embedded : undefined;
}
