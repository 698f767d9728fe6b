import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { RecordedValues } from '../../src/analysis/recorded/values.ts';
import { worldOf } from '../../src/analysis/world.ts';
import { readArguments } from '../../src/manifest/controller/arguments/read.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { metricsOf } from '../../src/manifest/metric.ts';
import { LabelSet, type QueryResult } from '../../src/promql/engine/index.ts';
import type { Evaluator } from '../../src/promql/evaluator.ts';
import { replay } from '../../src/replay/replay.ts';
import { formatReplay } from '../../src/report/replay/formats.ts';
import type { Finding } from '../../src/text/finding.ts';
import { createWorkspace } from '../../src/workspace/create.ts';
import { byWorkspace, hasCorpus, readCorpus } from '../corpus/corpus.ts';
import { lintTexts } from '../corpus/lint-texts.ts';

const START_MS = Date.UTC(2026, 2, 1);
/** What a finding about a condition says that every measurement will. */
const QUOTE = /\("could not evaluate (\w+) …: (.*?)"\); /;

const KINDS: Readonly<Record<string, 'rollout' | 'template' | 'run'>> = {
  Rollout: 'rollout',
  AnalysisTemplate: 'template',
  ClusterAnalysisTemplate: 'template',
  AnalysisRun: 'run',
};

const ONE: QueryResult = {
  value: {
    type: 'vector',
    samples: [{ labels: LabelSet.EMPTY, timestampMs: START_MS, value: 1, histogram: undefined }],
  },
  error: undefined,
  warnings: [],
  infos: [],
};
const ANSWERS_ONE: Evaluator = { instant: async () => ONE, range: async () => ONE };

const schema = JSON.parse(readFileSync('schemas/replay.json', 'utf8')) as object;
const validate = new Ajv2020({ strict: false }).compile(schema);

interface Foretold {
  readonly place: string;
  readonly manifest: Manifest;
  readonly files: readonly { readonly path: string; readonly text: string; readonly asked: boolean }[];
  readonly metric: string;
  readonly field: string;
  readonly detail: string;
}

/** The errors that lint foretells of measurements, with the template in which they stand. */
async function foretold(): Promise<readonly Foretold[]> {
  const all: Foretold[] = [];
  for (const [name, group] of byWorkspace(readCorpus())) {
    const files = group.map(({ original, text }) => ({ path: original, text, asked: true }));
    const { findings } = await lintTexts(files);
    const workspace = createWorkspace(files);
    for (const { rule, why = '', severity, at } of findings) {
      const [, field = '', detail = ''] = QUOTE.exec(why) ?? [];
      if (severity !== 'error' || field === '') continue;
      const manifest = workspace
        .manifests()
        .find(({ file, root }) => file.path === at.file && isInside(root.span, at.span.start));
      const metric = manifest && metricsOf(manifest).find(({ node }) => isInside(node.span, at.span.start))?.name;
      if (manifest === undefined || metric === undefined) continue;
      all.push({ place: `${name}/${at.file}: ${metric} (${rule})`, manifest, files, metric, field, detail });
    }
  }
  return all;
}

const isInside = ({ start, end }: Finding['at']['span'], offset: number): boolean => start <= offset && offset < end;

/** The message of the first measurement of a metric whose provider answers with one number. */
async function measured({ manifest, files, metric }: Foretold): Promise<string> {
  const list = readArguments(manifest.value(['spec', 'args']), 'template', 0, []);
  const open = list.filter(({ value, valueFrom }) => value === undefined && valueFrom === undefined);
  const names = metricsOf(manifest).flatMap(({ name }) => (name === undefined ? [] : [name]));
  const values: RecordedValues = new Map(names.map((name) => [name, [{ outcome: { kind: 'value', value: [1] } }]]));
  // Namesakes in other files are other templates.
  const own = files.filter(({ path }) => path === manifest.file.path);
  const kind = manifest.kind === 'AnalysisRun' ? 'run' : 'template';
  const played = await replay(
    createWorkspace(own),
    { [kind]: manifest.name ?? '' },
    {
      world: worldOf({ values, defaultAddress: 'http://prometheus:9090' }),
      startMs: START_MS,
      horizonMs: START_MS + 1000,
      args: new Map(open.map(({ name }) => [name, '1'])),
    },
  );
  if (!played.ok) return played.problem.text;
  const [run] = played.replay.runs;
  const log = run?.metrics.find(({ name }) => name === metric);
  return log?.measurements[0]?.measurement.message ?? `not measured: ${run?.run.status.message}`;
}

describe.skipIf(!hasCorpus())('the corpus', () => {
  test('errs in a replay with the words that lint quotes', { timeout: 120_000 }, async () => {
    const all = await foretold();
    const seen = new Set<string>();
    const outcomes: { place: string; expected: string; got: string }[] = [];
    for (const one of all) {
      // The success condition is evaluated first; where it errs, nobody learns of the other.
      if (seen.has(one.place)) continue;
      seen.add(one.place);
      const message = await measured(one);
      const [, field = '', detail = ''] = /^could not evaluate (\w+) ".*": (.*)$/s.exec(message) ?? ['', '', message];
      outcomes.push({ place: one.place, expected: `${one.field}: ${one.detail}`, got: `${field}: ${detail}` });
    }
    expect(outcomes.filter(({ expected, got }) => expected !== got)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(10);
  });

  test('is played to an end, whatever it is, and told in every format', { timeout: 240_000 }, async () => {
    const values: RecordedValues = new Map();
    const problems: string[] = [];
    let played = 0;
    for (const [name, group] of byWorkspace(readCorpus())) {
      const files = group.map(({ original, text }) => ({ path: original, text, asked: true }));
      const workspace = createWorkspace(files);
      for (const manifest of workspace.manifests()) {
        const kind = KINDS[manifest.kind];
        if (kind === undefined || manifest.name === undefined || !manifest.isArgo()) continue;
        const own = createWorkspace(files.map((file) => ({ ...file, asked: file.path === manifest.file.path })));
        const declared = readArguments(manifest.value(['spec', 'args']), 'template', 0, []);
        const result = await replay(
          own,
          { [kind]: manifest.name },
          {
            world: worldOf({ values, evaluator: ANSWERS_ONE, defaultAddress: 'http://prometheus:9090' }),
            evaluator: ANSWERS_ONE,
            startMs: START_MS,
            horizonMs: START_MS + 600_000,
            hashes: { stable: 'aaa', canary: 'bbb' },
            args: kind === 'template' ? new Map(declared.map((argument) => [argument.name, '1'])) : new Map(),
          },
        );
        if (!result.ok) {
          expect(result.problem.text).not.toContain('\n');
          continue;
        }
        played++;
        const report = { replay: result.replay, expected: 'healthy', isAsExpected: true, findings: [] };
        expect(formatReplay('pretty', report)).toContain(manifest.name);
        expect(formatReplay('analysisrun', report)).not.toContain('undefined');
        if (!validate(JSON.parse(formatReplay('json', report)))) problems.push(`${name}: ${manifest.title}`);
      }
    }
    expect(problems).toEqual([]);
    expect(played).toBeGreaterThan(150);
  });
});
