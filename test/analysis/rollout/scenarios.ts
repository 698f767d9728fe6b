import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Provider, World } from '../../../src/analysis/reconcile.ts';
import { playRollout } from '../../../src/analysis/rollout/play.ts';
import type { PersonAction, RolloutEvent, RolloutInput, RolloutPlay } from '../../../src/analysis/rollout/timeline.ts';
import type { Phase } from '../../../src/analysis/run.ts';
import type { JsonObject } from '../../../src/yaml/tree.ts';

/** A rollout, what happens to it, and what the controller itself made of it (see the folder's README). */
export interface Scenario {
  readonly name: string;
  readonly replicas?: number;
  /** Pods: how long until one is ready. */
  readonly podReadySeconds?: number | 'never';
  readonly minReadySeconds?: number;
  readonly progressDeadlineSeconds?: number;
  readonly progressDeadlineAbort?: boolean;
  readonly paused?: boolean;
  readonly first?: boolean;
  readonly runs?: Readonly<Record<string, readonly { readonly afterSeconds: number; readonly phase: Phase }[]>>;
  readonly actions?: readonly { readonly atSeconds: number; readonly kind: PersonAction['kind'] }[];
  /** The strategy; `routed` stands for services, and a router that does as it is told. */
  readonly canary?: JsonObject;
  readonly blueGreen?: JsonObject;
  readonly controller: readonly string[];
}

const FOLDER = path.join(import.meta.dirname, 'scenarios');

export const SCENARIOS: readonly (readonly [file: string, scenarios: readonly Scenario[]])[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, parse(readFileSync(path.join(FOLDER, name), 'utf8'))]);

const START_MS = Date.UTC(2026, 0, 1);

export function rolloutOf(scenario: Scenario): JsonObject {
  const { canary, blueGreen, replicas = 1 } = scenario;
  const labels = { app: 'checkout' };
  const fields = ['paused', 'minReadySeconds', 'progressDeadlineSeconds', 'progressDeadlineAbort'] as const;
  return {
    metadata: { name: 'checkout' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'checkout', image: 'checkout:2' }] } },
      ...Object.fromEntries(
        fields.flatMap((field) => (scenario[field] === undefined ? [] : [[field, scenario[field]]])),
      ),
      strategy: canary === undefined ? { blueGreen: blueGreen ?? {} } : { canary: routed(canary) },
    },
  };
}

function routed(canary: JsonObject): JsonObject {
  const { routed: isRouted, managedRoutes, maxTrafficWeight, ...rest } = canary;
  if (isRouted !== true) return rest;
  const trafficRouting = {
    plugins: { mesh: {} },
    ...(managedRoutes === undefined ? {} : { managedRoutes }),
    ...(maxTrafficWeight === undefined ? {} : { maxTrafficWeight }),
  };
  return { ...rest, canaryService: 'canary-svc', stableService: 'stable-svc', trafficRouting };
}

/** A template `t-NAME`, whose runs go as `runs.NAME` says. */
const template = (name: string): JsonObject => ({
  metadata: { name },
  spec: { metrics: [{ name: 'm', consecutiveErrorLimit: 0, provider: { prometheus: { query: name.slice(2) } } }] },
});

/** Each run measures once, for as long as the scenario says. */
function worldOf({ runs = {} }: Scenario): World {
  const begun = new Map<string, number>();
  const provider: Provider = {
    run: (metric, nowMs) => {
      const { script } = scriptOf(String(JSON.stringify(metric.provider)));
      return {
        phase: 'Running',
        resumeAtMs: Math.floor(nowMs / 1000) * 1000 + script.afterSeconds * 1000,
        value: script.phase,
      };
    },
    resume: (_, inFlight) => {
      const phase = PHASES.find((known) => known === inFlight.value) ?? 'Error';
      return { ...inFlight, phase };
    },
    terminate: (_, inFlight) => ({ ...inFlight, phase: 'Successful' }),
  };
  const scriptOf = (text: string) => {
    const kind = Object.keys(runs).find((name) => text.includes(`"${name}"`)) ?? '';
    const count = begun.get(kind) ?? 0;
    begun.set(kind, count + 1);
    const list = runs[kind] ?? [];
    return { script: list[Math.min(count, list.length - 1)] ?? { afterSeconds: 1_000_000, phase: 'Successful' } };
  };
  return { provider: () => provider, secrets: {} };
}

const PHASES: readonly Phase[] = ['Successful', 'Failed', 'Error', 'Inconclusive'];

export const inputOf = (scenario: Scenario): RolloutInput => ({
  rollout: rolloutOf(scenario),
  template,
  world: worldOf(scenario),
  startMs: START_MS,
  horizonMs: START_MS + 7_200_000,
  stableHash: scenario.first === true ? '' : 'old',
  canaryHash: 'new',
  podReadyMs: scenario.podReadySeconds === 'never' ? Number.POSITIVE_INFINITY : (scenario.podReadySeconds ?? 0) * 1000,
  actions: (scenario.actions ?? []).map(({ atSeconds, kind }) => ({ atMs: START_MS + atSeconds * 1000, kind })),
});

export const play = (scenario: Scenario): Promise<RolloutPlay> => playRollout(inputOf(scenario));

/** The state after each second in which something changed, in the words of the recorded traces. */
export function traceOf(scenario: Scenario, { events }: RolloutPlay): string[] {
  const steps = Array.isArray(scenario.canary?.['steps']) ? scenario.canary['steps'].length : 0;
  const lines: string[] = [];
  let last = '';
  const state: State = {
    step: scenario.first === true || steps === 0 ? undefined : 0,
    stable: scenario.first === true ? 0 : (scenario.replicas ?? 1),
    canary: 0,
    weight: undefined,
    active: scenario.blueGreen === undefined || scenario.first === true ? '' : 'stable',
    phase: 'Progressing',
    message: 'more replicas need to be updated',
    runs: new Map(),
  };
  if (scenario.first !== true && scenario.canary?.['routed'] === true) state.weight = 0;
  for (const [index, event] of events.entries()) {
    apply(state, event, steps);
    const second = Math.floor((event.atMs - START_MS) / 1000);
    const next = events[index + 1];
    if (next !== undefined && Math.floor((next.atMs - START_MS) / 1000) === second) continue;
    const line = lineOf(state);
    if (line !== last) lines.push(`${second}s ${line}`);
    last = line;
  }
  return lines;
}

interface State {
  step: number | undefined;
  stable: number;
  canary: number;
  weight: number | undefined;
  active: string;
  phase: string;
  message: string;
  readonly runs: Map<string, string>;
}

function apply(state: State, event: RolloutEvent, steps: number): void {
  if (steps > 0 && event.kind !== 'action') state.step = event.step ?? steps;
  switch (event.kind) {
    case 'step-end':
      state.step = event.next;
      break;
    case 'promoted':
      if (steps > 0) state.step = steps;
      break;
    case 'scale':
      state[event.set] = event.to;
      break;
    case 'weight':
      if (event.by === 'router') state.weight = event.set;
      break;
    case 'service':
      if (event.service === 'active') state.active = event.to;
      break;
    case 'phase':
      state.phase = event.phase;
      state.message = event.message;
      break;
    case 'analysis-start':
      state.runs.set(shortName(event.run), 'Running');
      break;
    case 'analysis-end':
      state.runs.set(shortName(event.run), event.phase);
      break;
  }
}

/** `checkout-new-2-1.1` is the second run of step 1. */
const shortName = (run: string): string => {
  const rest = run.replace(/^checkout-new-\d/, '');
  return rest.startsWith('-') ? rest.slice(1) : `background${rest}`;
};

function lineOf({ step, stable, canary, weight, active, phase, message, runs }: State): string {
  const parts = [
    ...(step === undefined ? [] : [`step ${step}`]),
    `pods ${stable}+${canary}`,
    ...(weight === undefined ? [] : [`weight ${weight}`]),
    ...(active === '' ? [] : [`active ${active}`]),
    ...[...runs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, runPhase]) => `run ${name} ${runPhase}`),
    message === '' ? phase : `${phase}: ${message}`,
  ];
  return parts.join(', ');
}
