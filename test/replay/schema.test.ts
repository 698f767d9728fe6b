import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { analysisRunObject, readAnalysisRun } from '../../src/analysis/object.ts';
import { replayRecordedRun } from '../../src/replay/recorded-run.ts';
import { json } from '../../src/report/replay/json.ts';
import type { ReplayReport } from '../../src/report/replay/report.ts';
import { ANALYSIS_STEP, type Play, play, rollout, START_MS, TWO_VERSIONS, template } from './support.ts';

const schema = JSON.parse(readFileSync('schemas/replay.json', 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

function problemsOf(report: ReplayReport): unknown {
  const document: unknown = JSON.parse(json(report));
  return validate(document) ? [] : validate.errors?.filter(({ keyword }) => keyword !== 'oneOf');
}

async function reported(what: Play): Promise<ReplayReport> {
  return { replay: await play(what), expected: 'healthy', isAsExpected: false, findings: [] };
}

const files = { 'template.yaml': template() };
const bbb = { args: new Map([['hash', 'bbb']]) };

/** A Rollout of another strategy with the pod template of the usual one. */
const withStrategy = (strategy: string): string =>
  rollout('').replace(/ {2}strategy:[\s\S]*/, `  strategy:\n${strategy}`);

const BLUE_GREEN = withStrategy(`    blueGreen:
      activeService: active
      previewService: preview
      autoPromotionSeconds: 30
      prePromotionAnalysis:
        templates: [{ templateName: success-rate }]
        args: [{ name: hash, value: aaa }]
`);

const EXPERIMENT = rollout(`        - experiment:
            duration: 5m
            templates: [{ name: canary, specRef: canary }]
            analyses: [{ name: rate, templateName: success-rate, args: [{ name: hash, value: bbb }] }]
`);

const BACKGROUND = rollout(`        - setWeight: 20
        - setCanaryScale: { replicas: 2 }
        - pause: {}
`).replace(
  '    canary:\n',
  `    canary:
      canaryService: canary
      stableService: stable
      trafficRouting: { nginx: { stableIngress: checkout } }
      analysis:
        templates: [{ templateName: success-rate }]
        args: [{ name: hash, value: aaa }]
`,
);

describe('the JSON of a replay is what its schema says', () => {
  test.each<[string, Play]>([
    ['a template', { files, series: TWO_VERSIONS, options: bbb }],
    ['an empty answer', { files, series: TWO_VERSIONS, options: { args: new Map([['hash', 'c']]) } }],
    ['a canary', { files: { ...files, 'r.yaml': rollout(ANALYSIS_STEP) }, series: TWO_VERSIONS }],
    ['a blue-green Rollout', { files: { ...files, 'r.yaml': BLUE_GREEN }, series: TWO_VERSIONS }],
    ['an experiment', { files: { ...files, 'r.yaml': EXPERIMENT }, series: TWO_VERSIONS }],
    [
      'background analysis, a router and somebody who promotes',
      {
        files: { ...files, 'r.yaml': BACKGROUND },
        series: TWO_VERSIONS,
        options: { actions: [{ atMs: START_MS + 600_000, kind: 'promote' }] },
      },
    ],
    ['a Rollout that is refused', { files: { 'r.yaml': rollout('        - setWeight: 120\n') } }],
  ])('%s', async (_, what) => {
    expect(problemsOf(await reported(what))).toEqual([]);
  });

  test('a recorded run', async () => {
    const { replay } = await reported({ files, series: TWO_VERSIONS, options: bbb });
    const [run] = replay.runs;
    if (run === undefined) throw new Error('a template is played as one run');
    const read = readAnalysisRun(analysisRunObject(run.run, { name: 'x' }));
    const recorded = await replayRecordedRun(read, 'run.yaml', ['success-rate.failureLimit=4']);
    if (!recorded.ok) throw new Error(recorded.problem.text);
    const report = { replay: recorded.replay, expected: undefined, isAsExpected: true, findings: [], recorded };
    expect(problemsOf(report)).toEqual([]);
  });
});
