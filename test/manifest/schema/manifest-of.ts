import { Manifest } from '../../../src/manifest/manifest.ts';
import type { SchemaProblem } from '../../../src/manifest/schema/problem.ts';
import { validateManifest } from '../../../src/manifest/schema/validate.ts';
import { parseYaml } from '../../../src/yaml/parse.ts';

/** The first object of a text. */
export function manifestOf(text: string, partial = false): Manifest {
  const [document] = parseYaml(text);
  if (document?.root?.kind !== 'map') throw new Error('the text holds no map');
  return new Manifest({ path: 'file.yaml', text }, document, document.root, partial);
}

export const problemsIn = (text: string, target?: string): readonly SchemaProblem[] =>
  validateManifest(manifestOf(text), target === undefined ? {} : { target });

const head = (kind: string): string => `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: x\nspec:\n`;

const indent = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** An AnalysisTemplate with one metric of these lines, which has no provider unless they give one. */
export const metric = (lines: string): string =>
  `${head('AnalysisTemplate')}  metrics:\n    - name: m\n${indent(lines, 6)}\n`;

/** The same with these lines under `provider.prometheus`. */
export const prometheus = (lines: string): string => metric(`provider:\n  prometheus:\n${indent(lines, 4)}`);

/** An object of any kind with these lines of `spec`. */
export const object = (kind: string, lines: string): string => `${head(kind)}${indent(lines, 2)}\n`;

/** A Rollout with these lines under `strategy`. */
export const strategy = (lines: string): string => object('Rollout', `strategy:\n${indent(lines, 2)}`);

/** A Rollout with one canary step of these lines. */
export const step = (lines: string): string => strategy(`canary:\n  steps:\n    -${indent(lines, 6).slice(5)}`);
