import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A rule that may stand for a mistake, and the lines on one of which its finding has to stand. */
export interface Expected {
  readonly rule: string;
  readonly lines: readonly number[];
}

/** One file of this folder. */
export interface Pitfall {
  /** `P01`. */
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly text: string;
  /** Where the file stands, if its place matters. */
  readonly path: string;
  /** The controller's release, if it matters. */
  readonly argoRollouts: string | undefined;
  /** All of them have to be found; of each, one alternative. Empty for the mended twin. */
  readonly expects: readonly (readonly Expected[])[];
  /** Rules that have to be silent: the mended twin's. */
  readonly silent: readonly string[];
}

/**
 * Reads `P01-….yaml` and `P01-….fixed.yaml`, whose first lines are comments:
 * `# expects: condition/syntax @ 16,17 | condition/unknown-name @ 16` or `# expects: no condition/syntax`,
 * `# path: charts/x/templates/y.yaml`, `# target: argo-rollouts 1.9`.
 */
export function readPitfalls(folder: string): readonly Pitfall[] {
  return readdirSync(folder)
    .filter((name) => /^P\d+-.*\.yaml$/.test(name))
    .sort((a, b) => Number(a.slice(1).split('-')[0]) - Number(b.slice(1).split('-')[0]) || a.localeCompare(b, 'en'))
    .map((file) => parse(file, readFileSync(path.join(folder, file), 'utf8')));
}

function parse(file: string, text: string): Pitfall {
  const lines = text.split('\n');
  const header = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('# ')),
  );
  const [, id = '', title = ''] = /^# (P\d+) (.*)$/.exec(header[0] ?? '') ?? [];
  const valuesOf = (key: string) =>
    header.filter((line) => line.startsWith(`# ${key}: `)).map((line) => line.slice(key.length + 4).trim());
  const expectations = valuesOf('expects');
  return {
    id,
    title,
    file,
    text,
    path: valuesOf('path')[0] ?? file,
    argoRollouts: valuesOf('target')[0]?.replace('argo-rollouts ', ''),
    expects: expectations.filter((one) => !one.startsWith('no ')).map((one) => one.split(' | ').map(expected)),
    silent: expectations.filter((one) => one.startsWith('no ')).flatMap((one) => one.slice(3).split(', ')),
  };
}

function expected(text: string): Expected {
  const [rule = '', lines = ''] = text.split(' @ ');
  return { rule, lines: lines.split(',').map(Number) };
}
