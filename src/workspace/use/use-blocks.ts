import { flagOf, isObject, listOf, objectOf, textOf, type Value } from '../../manifest/controller/read.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { JsonObject, JsonPath } from '../../yaml/tree.ts';
import type { UseKind } from '../workspace.ts';

/** An entry that names a template. */
export interface TemplateEntry {
  readonly name: string;
  readonly clusterScope: boolean;
  readonly path: JsonPath;
}

/** A place that runs templates, as it is written. */
export interface UseBlock {
  readonly kind: UseKind;
  readonly user: Manifest;
  /** Of the block that holds the templates and `args`. */
  readonly path: JsonPath;
  readonly step: number | undefined;
  readonly title: string;
  /** Undefined for an AnalysisRun, which holds its metrics itself. */
  readonly templates: readonly TemplateEntry[] | undefined;
  readonly dryRun: Value;
  readonly measurementRetention: Value;
}

/** The places of a manifest that run templates, in order of the text. Places that name none run nothing and are left out. */
export function useBlocksOf(manifest: Manifest): readonly UseBlock[] {
  const spec = objectOf(manifest.json['spec']);
  switch (manifest.kind) {
    case 'Rollout':
      return rolloutBlocks(manifest, objectOf(spec['strategy']));
    case 'Experiment':
      return analysesBlocks(manifest, spec, ['spec'], 'experiment', undefined, manifest.title);
    case 'AnalysisRun':
      return [
        {
          kind: 'analysisRun',
          user: manifest,
          path: ['spec'],
          step: undefined,
          title: manifest.title,
          templates: undefined,
          dryRun: spec['dryRun'],
          measurementRetention: spec['measurementRetention'],
        },
      ];
    default:
      return [];
  }
}

function rolloutBlocks(rollout: Manifest, strategy: JsonObject): readonly UseBlock[] {
  const canary = objectOf(strategy['canary']);
  const blueGreen = objectOf(strategy['blueGreen']);
  const blocks: UseBlock[] = [];
  const add = (kind: UseKind, block: Value, path: JsonPath, what: string, step?: number): void => {
    if (!isObject(block)) return;
    const templates = templateEntries(block['templates'], [...path, 'templates']);
    if (templates.length === 0) return;
    const { dryRun, measurementRetention } = block;
    blocks.push({
      kind,
      user: rollout,
      path,
      step,
      title: `${rollout.title}, ${what}`,
      templates,
      dryRun,
      measurementRetention,
    });
  };

  const inCanary = ['spec', 'strategy', 'canary'];
  add('background', canary['analysis'], [...inCanary, 'analysis'], 'background analysis');
  for (const [index, entry] of listOf(canary['steps']).entries()) {
    const step = objectOf(entry);
    const path = [...inCanary, 'steps', index];
    const title = `step ${index + 1}`;
    add('step', step['analysis'], [...path, 'analysis'], title, index);
    if (isObject(step['experiment'])) {
      const inExperiment = [...path, 'experiment'];
      blocks.push(
        ...analysesBlocks(
          rollout,
          step['experiment'],
          inExperiment,
          'experimentStep',
          index,
          `${rollout.title}, ${title}`,
        ),
      );
    }
  }
  const inBlueGreen = ['spec', 'strategy', 'blueGreen'];
  add(
    'prePromotion',
    blueGreen['prePromotionAnalysis'],
    [...inBlueGreen, 'prePromotionAnalysis'],
    'pre-promotion analysis',
  );
  add(
    'postPromotion',
    blueGreen['postPromotionAnalysis'],
    [...inBlueGreen, 'postPromotionAnalysis'],
    'post-promotion analysis',
  );
  return inOrderOfText(blocks);
}

/** The analyses of an Experiment, or of a Rollout's experiment step. All of them run under the experiment's rules. */
function analysesBlocks(
  user: Manifest,
  experiment: JsonObject,
  path: JsonPath,
  kind: UseKind,
  step: number | undefined,
  title: string,
): readonly UseBlock[] {
  return listOf(experiment['analyses']).flatMap((entry, index): UseBlock[] => {
    if (!isObject(entry)) return [];
    const at = [...path, 'analyses', index];
    const name = textOf(entry['name']);
    return [
      {
        kind,
        user,
        path: at,
        step,
        title: `${title}, ${kind === 'experimentStep' ? 'experiment ' : ''}analysis ${name === '' ? index + 1 : name}`,
        templates: [{ name: textOf(entry['templateName']), clusterScope: flagOf(entry['clusterScope']), path: at }],
        dryRun: experiment['dryRun'],
        measurementRetention: experiment['measurementRetention'],
      },
    ];
  });
}

/** The entries of a `templates` list. */
export function templateEntries(list: Value, at: JsonPath): readonly TemplateEntry[] {
  return listOf(list).flatMap((entry, index) =>
    isObject(entry)
      ? [{ name: textOf(entry['templateName']), clusterScope: flagOf(entry['clusterScope']), path: [...at, index] }]
      : [],
  );
}

const inOrderOfText = (blocks: readonly UseBlock[]): readonly UseBlock[] =>
  blocks
    .map((block) => ({ block, start: block.user.keySpan(block.path).start }))
    .sort((a, b) => a.start - b.start)
    .map(({ block }) => block);
