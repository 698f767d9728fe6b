import type { Manifest } from '../manifest/manifest.ts';
import type { Finding } from '../text/finding.ts';
import { bindingsOf } from '../workspace/bindings.ts';
import { usesOf } from '../workspace/uses.ts';
import type { SkippedFile, Workspace, WorkspaceFile } from '../workspace/workspace.ts';
import type { Config } from './config/config.ts';
import { type ActiveRule, type FileRules, resolveRules } from './config/resolve.ts';
import { ObjectContext, type Reporter, RuleContext } from './contexts.ts';
import { mentionsQueries, prepareLanguages } from './languages.ts';
import type { KnownNames } from './names/names.ts';
import { compareText, sortFindings } from './order.ts';
import type { Crash, LintResult } from './result.ts';
import type { AnyRule } from './rule.ts';
import { applySuppressions, type SuppressedFinding } from './suppression/apply.ts';
import { suppressionsOf } from './suppression/suppression.ts';
import { withUsers } from './users.ts';

export interface LintOptions {
  /** The day that `until=` of suppressions is compared with, `2026-03-31`. */
  readonly today: string;
  /** Ids of rules that exist but are not among `rules`, so that comments may name them. */
  readonly otherRules?: readonly string[];
  /** Milliseconds of any clock; asks for timings. */
  readonly now?: () => number;
  /** Reads the sources of names; called once, and only if a rule asks them about a query. What it throws goes to the caller. */
  readonly names?: () => Promise<KnownNames>;
}

/**
 * Lints the asked files of a workspace. Pure but for the loading of languages; the order of files and rules does not
 * change what it says. A rule that throws becomes one finding `internal/rule-crashed`, and an entry in `crashes`.
 */
export async function lintWorkspace(
  workspace: Workspace,
  rules: readonly AnyRule[],
  config: Config,
  options: LintOptions,
): Promise<LintResult> {
  await prepareLanguages(rules, workspace.files);
  const known = await withNames(workspace, rules, config, options);
  return new Run(workspace, rules, known, options).lint();
}

async function withNames(
  workspace: Workspace,
  rules: readonly AnyRule[],
  config: Config,
  { names }: LintOptions,
): Promise<Config> {
  if (names === undefined) return config;
  const asks = (file: WorkspaceFile): boolean =>
    file.asked && mentionsQueries(file) && resolveRules(config, rules, file.path).some(({ rule }) => rule.asksNames);
  if (!workspace.files.some(asks)) return config;
  return { ...config, settings: { ...config.settings, names: await names() } };
}

/** What one pass over a workspace collects. */
class Run {
  readonly #workspace: Workspace;
  readonly #rules: readonly AnyRule[];
  readonly #config: Config;
  readonly #options: LintOptions;
  readonly #known: ReadonlySet<string>;
  readonly #crashes = new Map<string, Crash & { readonly finding: Finding }>();
  readonly #timings = new Map<string, number>();
  readonly #objects = new Map<string, number>();

  constructor(workspace: Workspace, rules: readonly AnyRule[], config: Config, options: LintOptions) {
    this.#workspace = workspace;
    this.#rules = rules;
    this.#config = config;
    this.#options = options;
    this.#known = new Set([...rules.map((rule) => rule.id), ...(options.otherRules ?? [])]);
  }

  lint(): LintResult {
    const findings: Finding[] = [];
    const suppressed: SuppressedFinding[] = [];
    const asked = this.#workspace.files.filter((file) => file.asked).sort((a, b) => compareText(a.path, b.path));
    for (const file of asked) {
      const outcome = this.#lintFile(file);
      for (const finding of outcome.kept) findings.push(finding);
      for (const one of outcome.suppressed) suppressed.push(one);
    }
    for (const { finding } of this.#crashes.values()) findings.push(finding);
    return {
      findings: withUsers(sortFindings(findings), this.#workspace),
      suppressed,
      files: asked.map(({ path, text }) => ({ path, text })),
      skipped: this.#skipped(asked),
      objects: new Map([...this.#objects].sort(([a], [b]) => compareText(a, b))),
      crashes: [...this.#crashes.values()].map(({ rule, file, stack }) => ({ rule, file, stack })),
      timings: this.#timings,
    };
  }

  #skipped(asked: readonly WorkspaceFile[]): SkippedFile[] {
    const unread = this.#workspace.skipped.filter((file) => file.asked !== false);
    const unrendered = asked
      .filter((file) => file.role === 'helm-template' && file.text.includes('argoproj.io'))
      .map(({ path }) => ({ path, reason: 'a template that needs rendering: helm template CHART | rolloutlint -' }));
    return [...unread, ...unrendered].sort((a, b) => compareText(a.path, b.path));
  }

  #lintFile(file: WorkspaceFile): { kept: readonly Finding[]; suppressed: readonly SuppressedFinding[] } {
    if (file.role === 'foreign' || file.role === 'kustomization') return { kept: [], suppressed: [] };
    const rules = resolveRules(this.#config, this.#rules, file.path);
    const findings: Finding[] = [];
    const report: Reporter = (finding) => findings.push(finding);
    this.#checkFile(file, rules, report);
    this.#checkManifests(file, rules, report);

    const suppressions = suppressionsOf(file);
    if (suppressions.length === 0) return { kept: findings, suppressed: [] };
    const ran = new Set(rules.filter(({ rule }) => rule.checkSuppression === undefined).map(({ rule }) => rule.id));
    const about = {
      known: this.#known,
      ran: (id: string) => ran.has(id) && !this.#crashes.has(id),
      today: this.#options.today,
      requireReason: this.#config.requireReason,
    };
    const first = applySuppressions(sortFindings(findings), suppressions, about);
    const onComments: Finding[] = [];
    for (const active of rules) {
      if (active.rule.checkSuppression === undefined) continue;
      const context = this.#contextOf(active, file, (finding) => onComments.push(finding));
      for (const suppression of first.states) {
        this.#guard(active.rule, file, 0, () => active.rule.checkSuppression?.({ ...context, suppression }));
      }
    }
    const second = applySuppressions(sortFindings(onComments), suppressions, about);
    return { kept: [...first.kept, ...second.kept], suppressed: [...first.suppressed, ...second.suppressed] };
  }

  #checkFile(file: WorkspaceFile, rules: FileRules, report: Reporter): void {
    for (const active of rules) {
      if (active.rule.checkFile === undefined) continue;
      const context = this.#contextOf(active, file, report);
      this.#guard(active.rule, file, 0, () => active.rule.checkFile?.(context));
    }
  }

  #checkManifests(file: WorkspaceFile, rules: FileRules, report: Reporter): void {
    const { manifests } = file;
    if (manifests.length === 0) return;
    const { settings } = this.#config;
    for (const manifest of manifests) {
      this.#objects.set(manifest.kind, (this.#objects.get(manifest.kind) ?? 0) + 1);
      const links = {
        uses: lazy(() => usesOf(this.#workspace, manifest)),
        bindings: lazy(() => bindingsOf(this.#workspace, manifest)),
      };
      // What a broken document seems to say is a guess, and every mistake in it may come from that one.
      if (manifest.document.problems.some(({ code }) => code === 'syntax')) continue;
      const { start } = manifest.root.span;
      for (const active of rulesAbout(rules, manifest)) {
        const context = new ObjectContext(active, { file, manifest, links }, this.#workspace, settings, report);
        this.#guard(active.rule, file, start, () => active.rule.check?.(context));
      }
    }
  }

  #contextOf(active: ActiveRule, file: WorkspaceFile, emit: Reporter): RuleContext {
    return new RuleContext(active, file, this.#workspace, this.#config.settings, emit);
  }

  #guard(rule: AnyRule, file: WorkspaceFile, offset: number, check: () => void): void {
    const started = this.#options.now?.();
    try {
      check();
    } catch (error) {
      if (!this.#crashes.has(rule.id)) this.#crashes.set(rule.id, crashOf(rule, file, offset, error));
    }
    if (started === undefined) return;
    const spent = (this.#options.now?.() ?? started) - started;
    this.#timings.set(rule.id, (this.#timings.get(rule.id) ?? 0) + spent);
  }
}

const byKind = new WeakMap<FileRules, Map<string, FileRules>>();

/** The rules that look at objects like this one. */
function rulesAbout(rules: FileRules, manifest: Manifest): FileRules {
  const kinds = byKind.get(rules) ?? new Map<string, FileRules>();
  byKind.set(rules, kinds);
  const isArgo = manifest.isArgo();
  const key = `${manifest.kind} ${isArgo}`;
  let about = kinds.get(key);
  if (about === undefined) {
    about = rules.filter(
      ({ rule }) =>
        rule.check !== undefined && (rule.kinds === undefined ? isArgo : rule.kinds.includes(manifest.kind)),
    );
    kinds.set(key, about);
  }
  return about;
}

function crashOf(rule: AnyRule, file: WorkspaceFile, offset: number, error: unknown): Crash & { finding: Finding } {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    rule: rule.id,
    file: file.path,
    stack: (error instanceof Error ? error.stack : undefined) ?? text,
    finding: {
      rule: 'internal/rule-crashed',
      messageId: 'crashed',
      severity: 'error',
      at: { file: file.path, span: { start: offset, end: offset } },
      message: `rule \`${rule.id}\` crashed: ${text.replaceAll(/\s+/g, ' ')}`,
      why: 'this is a bug of rolloutlint: what this rule would have found is not reported, all other rules ran',
      help: 'please report it, with the file if you may share it',
    },
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
