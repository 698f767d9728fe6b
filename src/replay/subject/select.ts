import type { Manifest } from '../../manifest/manifest.ts';
import { nearest } from '../../text/nearest.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { problem, type Refusal } from './refusal.ts';

/** Which object is to be played: `name` or `namespace/name`; at most one is given. */
export interface Selection {
  readonly rollout?: string | undefined;
  readonly template?: string | undefined;
  readonly run?: string | undefined;
}

export type SubjectKind = 'rollout' | 'template' | 'run';

/** What is played. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly manifest: Manifest;
}

export type Selected = { readonly ok: true; readonly subject: Subject } | Refusal;

const KINDS: Readonly<Record<SubjectKind, readonly string[]>> = {
  rollout: ['Rollout'],
  template: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  run: ['AnalysisRun'],
};

const SUBJECT_KINDS = ['rollout', 'template', 'run'] as const;

/** Namesakes beyond these are counted. */
const MAX_NAMED = 8;

/**
 * The object that a selection means. Without one: the only Rollout of the asked files, or their only template, or their
 * only AnalysisRun.
 */
export function selectSubject(workspace: Workspace, selection: Selection): Selected {
  const given = SUBJECT_KINDS.filter((kind) => selection[kind] !== undefined);
  const [kind, other] = given;
  if (kind === undefined) return onlySubject(workspace);
  if (other !== undefined) {
    return problem('conflict', `--${kind} and --${other} exclude each other: one replay plays one object`);
  }
  return named(workspace, kind, selection[kind] ?? '');
}

function named(workspace: Workspace, kind: SubjectKind, text: string): Selected {
  const all = candidates(workspace, kind);
  const matching = all.filter((manifest) => nameOf(manifest) === text || manifest.name === text);
  const [first] = matching;
  if (first === undefined) return absent(workspace, kind, text, all);
  const whole = matching.filter(({ partial }) => !partial);
  const near = inAskedFiles(workspace, whole.length > 0 ? whole : matching);
  const [only, second] = near;
  if (only !== undefined && second === undefined) return { ok: true, subject: { kind, manifest: only } };
  const choices = near.map((manifest) => `${nameOf(manifest)} (${manifest.kind} in ${manifest.file.path})`);
  const namespaces = new Set(near.map(nameOf));
  const advice = namespaces.size === near.length ? `give --${kind} NAMESPACE/NAME` : 'give only the file that is meant';
  return problem('ambiguous', `--${kind} ${text} can mean ${listed(choices)}: ${advice}`);
}

function absent(workspace: Workspace, kind: SubjectKind, text: string, all: readonly Manifest[]): Selected {
  const what = `there is no ${KINDS[kind].join(' or ')} named ${text}`;
  const names = [...new Set(all.flatMap(({ name }) => (name === undefined ? [] : [name])))].sort();
  if (names.length === 0) return problem('missing', `${what}: ${nothingSaid(workspace)}`);
  const bare = text.slice(text.lastIndexOf('/') + 1);
  const sameName = all.filter(({ name }) => name === bare);
  if (sameName.length > 0) return problem('missing', `${what}; there is ${listed(sameName.map(nameOf))}`);
  const meant = nearest(bare, names);
  return problem(
    'missing',
    meant === undefined ? `${what}; there is ${listed(names)}` : `${what}; did you mean ${meant}?`,
  );
}

function onlySubject(workspace: Workspace): Selected {
  for (const kind of SUBJECT_KINDS) {
    const all = candidates(workspace, kind).filter(({ partial }) => !partial);
    const asked = all.filter((manifest) => isAsked(workspace, manifest));
    const [only, second] = asked;
    if (only === undefined) continue;
    if (second === undefined) return { ok: true, subject: { kind, manifest: only } };
    const names = asked.map((manifest) => (sameNames(asked, manifest) ? nameOf(manifest) : (manifest.name ?? '')));
    const what = kind === 'run' ? 'AnalysisRuns' : `${kind}s`;
    return problem('ambiguous', `there are ${asked.length} ${what}: say which with --${kind}: ${listed(names.sort())}`);
  }
  return problem('nothing', `there is nothing to play: ${nothingSaid(workspace)}`);
}

/** Why there is nothing, where the files say so. */
function nothingSaid(workspace: Workspace): string {
  const unrendered = workspace.files.find(
    ({ asked, role, text }) => asked && role === 'helm-template' && /argoproj\.io/.test(text),
  );
  if (unrendered !== undefined) {
    return `${unrendered.path} is a template that needs rendering: helm template CHART | rolloutlint replay -`;
  }
  return 'no Rollout, AnalysisTemplate or AnalysisRun in the given files';
}

const candidates = (workspace: Workspace, kind: SubjectKind): readonly Manifest[] =>
  KINDS[kind].flatMap((name) => workspace.manifests(name)).filter((manifest) => manifest.isArgo());

const isAsked = (workspace: Workspace, { file }: Manifest): boolean =>
  workspace.files.some(({ path, asked }) => asked && path === file.path);

/** Those of the files that were asked for, if there are any: others were read for references only. */
function inAskedFiles(workspace: Workspace, manifests: readonly Manifest[]): readonly Manifest[] {
  const asked = manifests.filter((manifest) => isAsked(workspace, manifest));
  return asked.length > 0 ? asked : manifests;
}

const sameNames = (all: readonly Manifest[], { name }: Manifest): boolean =>
  all.filter((each) => each.name === name).length > 1;

const nameOf = ({ namespace, name }: Manifest): string =>
  namespace === undefined ? (name ?? '') : `${namespace}/${name ?? ''}`;

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}
