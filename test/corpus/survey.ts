// Scores the linter against the labelled defects of the corpus: node tools/run.mjs test/corpus/survey.ts [-v]
import process from 'node:process';
import { CORPUS, hasCorpus, readCorpus } from './corpus.ts';
import { type CorpusFinding, helmTemplates, lintCorpus } from './lint-corpus.ts';
import { RULE_IDS } from './lint-texts.ts';
import { type Group, type Scope, scopeOf } from './scope.ts';
import { type Defect, readDefects } from './survey-rows.ts';
import { isAmong, TRAPS, type Trap } from './traps.ts';

const GROUPS: readonly Group[] = ['structure', 'conditions', 'promql', 'helm', 'out of reach'];
/** Only a whole repository shows that a template is missing. */
const NEEDS_ALL = new Set(['unresolved template']);

interface Judged {
  readonly defect: Defect;
  readonly scope: Scope;
  readonly hit: CorpusFinding | undefined;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** The finding of a fitting rule at the defect's place, or at one that its row names. */
function hitOf(defect: Defect, scope: Scope, findings: readonly CorpusFinding[]): CorpusFinding | undefined {
  const own = defect.places[0];
  const places = [...defect.places, ...(scope.lines ?? []).map((line) => ({ file: own?.file ?? '', line }))];
  return findings.find(
    ({ finding, file, line, relatedLines }) =>
      scope.rules.includes(finding.rule) &&
      places.some((place) => place.file === file && (place.line === line || relatedLines.includes(place.line))),
  );
}

/** What stands in a Helm template waits for its rendering, whatever its class. */
const inGroup = (scope: Scope | undefined, unrendered: boolean): Scope | undefined =>
  scope === undefined || scope.group === 'out of reach' || !unrendered
    ? scope
    : { ...scope, group: 'helm', why: 'stands in a Helm template, which has to be rendered first' };

function isFalse(trap: Trap, one: CorpusFinding, right: ReadonlySet<CorpusFinding>): boolean {
  return (
    one.finding.severity !== 'info' &&
    trap.files.some((file) => (file === '' || file.endsWith('/') ? one.file.startsWith(file) : one.file === file)) &&
    (trap.right === undefined || !trap.right.includes(one.line)) &&
    isAmong(one.finding.rule, trap.rules) &&
    !right.has(one)
  );
}

/** Findings that stand where one of these rows has its defect, whatever line of it. */
function findingsOf(numbers: readonly number[], defects: readonly Defect[], findings: readonly CorpusFinding[]) {
  const places = defects.filter(({ number }) => numbers.includes(number)).flatMap((defect) => defect.places);
  return new Set(findings.filter((one) => places.some(({ file, line }) => file === one.file && line === one.line)));
}

const shown = ({ finding, file, line }: CorpusFinding) =>
  `${file}:${line} ${finding.severity} ${finding.rule}: ${finding.message}`;

async function main(verbose: boolean): Promise<void> {
  if (!hasCorpus()) {
    print(`no corpus at ${CORPUS}: set ROLLOUTLINT_CORPUS`);
    return;
  }
  const files = readCorpus();
  const findings = await lintCorpus(files, { complete: false });
  const all = await lintCorpus(files, { complete: true });
  const defects = readDefects();
  const judged: Judged[] = [];
  const unrendered = helmTemplates(files);
  for (const defect of defects) {
    const scope = inGroup(scopeOf(defect.number, defect.class), unrendered.has(defect.places[0]?.file ?? ''));
    if (scope === undefined) print(`#${defect.number}: nobody has judged the class \`${defect.class}\``);
    else judged.push({ defect, scope, hit: hitOf(defect, scope, NEEDS_ALL.has(defect.class) ? all : findings) });
  }
  print(`${defects.length} labelled defects in ${files.length} files, ${findings.length} findings`);
  print(
    GROUPS.map((group) => {
      const here = judged.filter(({ scope }) => scope.group === group);
      return `${group} ${here.filter(({ hit }) => hit !== undefined).length}/${here.length}`;
    }).join(' · '),
  );
  for (const group of GROUPS) printMissed(group, judged, verbose);
  if (verbose) {
    for (const { defect, hit } of judged)
      if (hit !== undefined) print(`found #${defect.number} ${defect.class}: ${shown(hit)}`);
  }

  let wrong = 0;
  for (const trap of TRAPS) {
    const right = findingsOf(trap.except ?? [], defects, findings);
    const wrongly = findings.filter((one) => isFalse(trap, one, right));
    if (wrongly.length > 0) wrong++;
    if (wrongly.length > 0) print(`false: ${trap.title}: ${wrongly.length}`);
    for (const one of wrongly.slice(0, verbose ? undefined : 3)) print(`    ${shown(one)}`);
  }
  print(`traps: false ${wrong} / ${TRAPS.length}`);
  const unknown = [...new Set(judged.flatMap(({ scope }) => scope.rules))].filter((id) => !RULE_IDS.has(id)).sort();
  if (verbose && unknown.length > 0) print(`named in scope.ts, but no such rule: ${unknown.join(' ')}`);
}

function printMissed(group: Group, judged: readonly Judged[], verbose: boolean): void {
  const missed = judged.filter(({ scope, hit }) => scope.group === group && hit === undefined);
  if (missed.length === 0) return;
  print(`  ${group}, missed: ${missed.map(({ defect }) => `#${defect.number}`).join(' ')}`);
  if (!verbose) return;
  for (const { defect, scope } of missed) {
    const [place] = defect.places;
    const wanted = scope.why ?? `wants ${scope.rules.join(' or ')}`;
    print(`    #${defect.number} ${place?.file}:${place?.line} ${defect.class} (${defect.confidence}): ${wanted}`);
  }
}

await main(process.argv.includes('-v'));
