import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CORPUS } from './corpus.ts';

/** A place that a row of the survey names. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One labelled defect. */
export interface Defect {
  readonly number: number;
  readonly class: string;
  readonly text: string;
  readonly confidence: string;
  /** The row's own place first, then those its text names. */
  readonly places: readonly Place[];
}

/** The defect table of SURVEY.md. */
export function readDefects(): readonly Defect[] {
  const defects: Defect[] = [];
  for (const line of readFileSync(path.join(CORPUS, 'SURVEY.md'), 'utf8').split('\n')) {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, number = '', file = '', at = '', kind = '', text = '', confidence = ''] = cells;
    if (cells.length !== 9 || !/^\d+$/.test(number) || !/^\d+$/.test(at)) continue;
    const row: Place = { file, line: Number(at) };
    defects.push({
      number: Number(number),
      class: kind,
      text,
      confidence,
      places: [row, ...namedIn(text, file)],
    });
  }
  return defects;
}

/** `lines 135, 157 and 179`, `17–18`, `also line 141`, `analysis-templates.yaml:14, 52`, `k8s/x.yaml:8` in a row's text. */
function namedIn(text: string, file: string): readonly Place[] {
  const found: Place[] = [];
  for (const [, name, numbers = ''] of text.matchAll(
    /(?:([\w./@-]+\.ya?ml):|\blines? )(\d+(?:(?:[–-]|, | and )\d+)*)/g,
  )) {
    for (const line of linesOf(numbers)) {
      if (name === undefined) found.push({ file, line });
      else for (const candidate of candidates(name, file)) found.push({ file: candidate, line });
    }
  }
  return found;
}

function linesOf(numbers: string): readonly number[] {
  const lines: number[] = [];
  for (const part of numbers.split(/, | and /)) {
    const [from = NaN, to = from] = part.split(/[–-]/).map(Number);
    for (let line = from; line <= to; line++) lines.push(line);
  }
  return lines;
}

/** A name in a row is relative to the row's folder or to its repository, which may stand below `helm/` as well. */
function candidates(name: string, file: string): readonly string[] {
  const parts = file.split('/');
  const repository = parts[0] === 'helm' || parts[0] === 'history' ? (parts[1] ?? '') : (parts[0] ?? '');
  return [path.posix.join(path.posix.dirname(file), name), `${repository}/${name}`, `helm/${repository}/${name}`];
}
