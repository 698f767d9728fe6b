// Writes what users read of test files: schemas/test.json and docs/test-files.md.
// Usage: node tools/run.mjs tools/test-pages.ts [--check]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Schema } from '../src/lint/config/schema.ts';
import { TEST_SCHEMA } from '../src/replay/test/schema.ts';

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://unpkg.com/rolloutlint/schemas/test.json',
  title: 'rolloutlint tests of canary gates (*.test.yaml)',
  ...TEST_SCHEMA,
};

const files = new Map<string, string>([
  ['schemas/test.json', `${JSON.stringify(schema, null, 2)}\n`],
  ['docs/test-files.md', page()],
]);

for (const [file, text] of files) {
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is out of date\nnpm run generate`);
    process.exitCode = 1;
  }
}

function page(): string {
  const test = propertiesOf(itemsOf(TEST_SCHEMA.properties?.['tests']));
  const { name, expect, ...setup } = test;
  const expected = propertiesOf(expect);
  const metric = expected['metrics']?.additionalProperties;
  const metrics = propertiesOf(metric === false ? undefined : metric);
  return `# Test files

\`rolloutlint test FILES…\` is to canary gates what \`promtool test rules\` is to alerts: it plays a Rollout or a template on samples, on
virtual time, and holds what happens against what is expected. Folders are searched for \`*.test.yaml\` and \`*.rollout-test.yaml\`.

\`\`\`yaml
# yaml-language-server: $schema=https://unpkg.com/rolloutlint/schemas/test.json
manifests: [../checkout]
rollout: checkout
start: 2026-03-01T10:05:00Z
tests:
  - name: the third failure aborts
    interval: 15s
    series:
      - series: http_requests_total{service="checkout",code="200"}
        values: 0+288x80
      - series: http_requests_total{service="checkout",code="500"}
        values: 0+12x80
    expect:
      verdict: aborted
      metrics:
        success-rate: {phase: Failed, failed: 3}
\`\`\`

Write \`name\` and what is played, leave \`expect\` out, and \`rolloutlint test --update\` writes what happens: read it, keep what matters.
The same flag brings changed expectations up to date; comments and all else stay as they are.

## A test

What stands at the top of a file is taken by all its tests that do not say otherwise themselves.

${table({ ...(name === undefined ? {} : { name }), ...setup })}
An entry of \`series\`:

${table(propertiesOf(itemsOf(setup['series'])))}
An entry of \`actions\`:

${table(propertiesOf(itemsOf(setup['actions'])))}
## expect

Times are absolute, or count from the start: \`+90s\`. Numbers are compared as they are written: \`0.96\` stands for all that rounds to it, within
half a percent.

${table(expected)}
A metric:

${table(metrics)}
A measurement:

${table(propertiesOf(itemsOf(metrics['measurements'])))}
An entry of \`runs\`:

${table(propertiesOf(itemsOf(expected['runs'])))}
\`rollout\`:

${table(propertiesOf(expected['rollout']))}
An entry of \`steps\`:

${table(propertiesOf(itemsOf(expected['steps'])))}
## Exit codes

| code | meaning |
| --- | --- |
| 0 | all is as expected |
| 1 | something is not |
| 2 | a file or a test is wrong, with its place: nothing can be said about the gate |
| 3 | a bug of rolloutlint |

\`--format junit\` and \`--format json\` are for CI.

Generated from the schema by \`npm run generate\`.
`;
}

function table(properties: Readonly<Record<string, Schema>>): string {
  const rows = Object.entries(properties).map(([key, { description = '', examples, enum: words }]) => {
    const [example] = examples ?? [];
    const shown = example === undefined ? words?.map(code).join(', ') : code(exampleText(example));
    return `| \`${key}\` | ${cell(description)} | ${shown ?? ''} |\n`;
  });
  return `| key | meaning | for instance |\n| --- | --- | --- |\n${rows.join('')}`;
}

function exampleText(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example);
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function propertiesOf(schema: Schema | undefined): Readonly<Record<string, Schema>> {
  return schema?.properties ?? {};
}

function itemsOf(schema: Schema | undefined): Schema | undefined {
  return schema?.items === false ? undefined : schema?.items;
}
