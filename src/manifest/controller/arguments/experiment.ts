import { parseDuration } from '../../../go/duration.ts';
import { findTags, unclosedTagError } from '../substitute/tags.ts';
import { resolveTags, type TextResolution } from '../substitute/text.ts';

/** What the arguments of an Experiment's analyses may speak of. */
export interface ExperimentState {
  /** RFC 3339; undefined until all templates are available. */
  readonly availableAt?: string | undefined;
  /** `spec.duration` as written, empty if there is none. */
  readonly duration: string;
  /** The templates that have a ReplicaSet. */
  readonly templates: readonly {
    readonly name: string;
    readonly podTemplateHash: string;
    readonly replicaSetName: string;
  }[];
}

export type ExperimentResolution =
  | TextResolution
  | { readonly ok: false; readonly code: 'experiment-duration'; readonly error: string };

/**
 * argo-rollouts utils/template/template.go ResolveExperimentArgsValue: the value of an argument of an Experiment's
 * analysis. `experiment.finishedAt` exists only where there is a duration, and both times only once it is available.
 */
export function resolveExperimentArgument(text: string, state: ExperimentState): ExperimentResolution {
  const { tags, unclosed } = findTags(text);
  if (unclosed !== undefined) return { ok: false, code: 'tag-unclosed', error: unclosedTagError(text, unclosed) };
  const values = new Map<string, string>();
  const availableAt = state.availableAt === undefined ? Number.NaN : Date.parse(state.availableAt);
  if (!Number.isNaN(availableAt)) {
    values.set('experiment.availableAt', formatSeconds(availableAt));
    if (state.duration !== '') {
      const duration = parseDuration(state.duration);
      if (!duration.ok) return { ok: false, code: 'experiment-duration', error: duration.error };
      values.set('experiment.finishedAt', formatSeconds(availableAt + Number(duration.nanoseconds) / 1e6));
    }
  }
  for (const { name, podTemplateHash, replicaSetName } of state.templates) {
    values.set(`templates.${name}.podTemplateHash`, podTemplateHash);
    values.set(`templates.${name}.replicaset.name`, replicaSetName);
  }
  return resolveTags(text, tags, values);
}

/** The names that `{{…}}` may hold in an Experiment whose templates have these names. */
export const experimentNames = (templateNames: readonly string[]): readonly string[] => [
  'experiment.availableAt',
  'experiment.finishedAt',
  ...templateNames.flatMap((name) => [`templates.${name}.podTemplateHash`, `templates.${name}.replicaset.name`]),
];

/** RFC 3339 in UTC, whole seconds. */
function formatSeconds(milliseconds: number): string {
  const date = new Date(Math.floor(milliseconds / 1000) * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\.\d+Z$/, 'Z');
}
