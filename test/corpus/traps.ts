/** Something in the corpus that is right, or that is fixed: the rules named must be silent there. */
export interface Trap {
  readonly title: string;
  /** Files below the corpus folder; one that ends in `/` means everything below. */
  readonly files: readonly string[];
  /** Ids, or groups as `condition/*`; `*` is every rule. */
  readonly rules: readonly string[];
  /** Lines on which a finding is right all the same. */
  readonly right?: readonly number[];
  /** Findings on these numbers of the survey are right, and not counted. */
  readonly except?: readonly number[];
}

const LAB7 = 'inno-devops-labs__SRE-Intro/labs/lab7/analysis-template.yaml';
const CJET = 'history/Cloud-Jet__cjet-k8s-public/helm/templates/analysis-template';
const BUBBLES = 'history/redhat-developer-demos__bubbles-progressive-delivery/bubbles-backend/src/main';
const E2E = 'argoproj__argo-rollouts/test/e2e/functional';

/** What SURVEY.md warns of under "Traps for false positives", and what authors fixed. */
export const TRAPS: readonly Trap[] = [
  { title: 'Rollouts of another API group', files: ['negative/'], rules: ['*'] },
  {
    title: 'a trailing comma in label matchers is PromQL',
    files: ['RonaldT1__ronald-bootcamp-gitops/rendered.yaml'],
    rules: ['promql/syntax', 'promql/type-error'],
  },
  {
    title: 'odd brackets that are right',
    files: ['argoproj__rollouts-demo/examples/analysis/analysis-success-rate.yaml'],
    rules: ['promql/syntax', 'promql/type-error', 'schema/*', 'metric/bad-duration'],
  },
  {
    title: 'anchors for repeated analysis steps',
    files: ['c4geeks__argo-rollouts-lab/manifests/base/rollout.yaml'],
    rules: ['yaml/*', 'schema/*'],
  },
  {
    title: 'CRLF line ends',
    files: ['Adan2804__demo-microservice/'],
    rules: ['yaml/*', 'promql/syntax', 'condition/syntax'],
  },
  {
    title: 'kinds inside CUE and KRO strings',
    files: ['aws-samples__appmod-blueprints/gitops/', 'helm/aws-samples__appmod-blueprints/gitops/'],
    rules: ['*'],
  },
  {
    title: 'allow-lists of kinds',
    files: ['helm/mankinimbom__prod-gitops/'],
    rules: ['*'],
  },
  {
    title: 'kustomizations name every kind',
    files: [
      'crmagz__argo-kargo-demo/stages/prod/kustomization.yaml',
      'crmagz__argo-kargo-demo/base/kustomization.yaml',
      'minlei98__sample-rollouts/base/kustomization.yaml',
    ],
    rules: ['*'],
  },
  {
    title: 'a patch lacks what its base gives',
    files: ['minlei98__sample-rollouts/environments/'],
    rules: ['rollout/selector', 'rollout/pod-template', 'schema/missing-field', 'rollout/strategy'],
  },
  {
    title: 'values of a chart with `kind: Rollout`',
    files: [
      'harness-landing-zone__pod-info-demo/chart/values.yaml',
      'harness-landing-zone__pod-info-demo/envs/',
      'helm/mrthehavok__k8s-observable-rollouts/charts/sample-api/values.yaml',
      'helm/c4geeks__argo-rollouts-lab/charts/rollouts-demo/values.yaml',
      'helm/andrejpetras__helm-quarkus/values.yaml',
    ],
    rules: ['*'],
  },
  {
    title: 'if and else around both strategies in Helm',
    files: [
      'helm/mrthehavok__k8s-observable-rollouts/charts/sample-api/templates/rollout.yaml',
      'helm/devtron-labs__devtron/',
    ],
    rules: ['rollout/strategy', 'yaml/*'],
  },
  { title: 'Helm actions are not YAML', files: ['helm/'], rules: ['yaml/syntax'], except: [57] },
  {
    title: 'an argument used through a Helm value',
    files: ['helm/andrejpetras__helm-quarkus/'],
    rules: ['args/unused', 'args/undeclared', 'args/missing'],
  },
  {
    title: 'numbers in strings',
    files: [
      `${E2E}/rollout-secret.yaml`,
      `${E2E}/rollout-secret-withArgs.yaml`,
      `${E2E}/rollout-bg-analysis-withArgs.yaml`,
      `${E2E}/analysistemplate-sleep-job.yaml`,
    ],
    rules: ['schema/wrong-type', 'metric/not-an-integer', 'metric/count-too-small'],
  },
  {
    title: 'a whole number as the duration of a pause',
    files: ['argoproj__rollouts-demo/examples/analysis/rollout-with-analysis.yaml'],
    rules: ['rollout/pause-duration', 'schema/wrong-type'],
  },
  {
    title: 'reasoning in comments beside a condition that is right',
    files: [LAB7, 'c4geeks__argo-rollouts-lab/manifests/analysis/success-rate.yaml'],
    rules: ['condition/*', 'promql/*', 'metric/*', 'yaml/*', 'schema/*'],
  },
  {
    title: 'exact complements are neither gap nor overlap',
    files: [''],
    rules: ['condition/gap', 'condition/overlap'],
    except: [12, 75],
  },
  {
    title: 'a scalar is compared without an index',
    files: ['GauravGirase__EKS-CANARY-DEPLOYMENT/DEMO-2/apps/canary-demo/analysis-template.yaml'],
    rules: ['condition/vector-as-number', 'condition/type-mismatch'],
  },
  {
    title: '`templateName` of an experiment is a current field',
    files: [''],
    rules: ['schema/removed-field'],
    except: [13],
  },
  {
    title: 'an address without a port',
    files: [''],
    rules: ['provider/address'],
    // The second metric of the file of #7.
    right: [32],
    except: [7, 19, 22],
  },
  {
    title: 'a template that is not among the files',
    files: [''],
    rules: ['reference/missing-template'],
    except: [69],
  },
  {
    title: 'templates in comments',
    files: ['renamed__ArgoTest/analysis-template.yaml'],
    rules: ['yaml/*'],
  },
  {
    title: 'argument names with dots, spaces in placeholders',
    files: ['argoproj__argo-rollouts/docs/', 'difranca__kayenta-rollout/', 'aws-samples__amazon-eks-argo-rollouts/'],
    rules: ['args/bad-placeholder', 'args/undeclared'],
  },
  // What an author fixed is not there any more.
  {
    title: 'fixed: the address got its scheme',
    files: ['history/AnaisUrlichs__observe-argo-rollout/manifests/application/analysis-template@408fde5.after.yaml'],
    rules: ['provider/address'],
  },
  { title: 'fixed: no `initialDelaySeconds`', files: [`${CJET}@a0c5708.after.yaml`], rules: ['schema/unknown-field'] },
  {
    title: 'fixed: count is not below failureLimit',
    files: [`${CJET}@bf946a7.after.yaml`],
    rules: ['metric/count-too-small', 'metric/cannot-fail'],
  },
  {
    title: 'fixed: the interval is a duration',
    files: ['argoproj__rollouts-demo/examples/analysis/analysis-success-rate.yaml'],
    rules: ['schema/wrong-type', 'metric/bad-duration'],
  },
  {
    title: 'fixed: the conditions do not overlap',
    files: ['history/argoproj__rollouts-demo/examples/analysis/analysis-template@94b5f85.after.yaml'],
    rules: ['condition/overlap'],
  },
  {
    title: 'fixed: the job fails on another status than 200',
    files: ['history/Potenup-community__backend/k8s/analysis-template@68e5d02.after.yml'],
    rules: ['provider/job-always-passes'],
  },
  {
    title: 'fixed: one comma',
    files: [`${BUBBLES}/argorollouts-metrics/analysistemplate@7b215df.after.yaml`],
    rules: ['promql/syntax'],
  },
  {
    title: 'fixed: the argument that is used is declared (c89dc38)',
    files: [`${BUBBLES}/argorollouts-metrics/analysistemplate@c89dc38.after.yaml`],
    rules: ['args/undeclared'],
  },
  {
    title: 'fixed: the argument that is used is declared (45c0b85)',
    files: [`${BUBBLES}/argorollouts/analysistemplate@45c0b85.after.yaml`],
    rules: ['args/undeclared'],
  },
  {
    title: 'fixed: the argument that is used is declared (f2e342b)',
    files: ['history/xlp67__rollouts/analysistemplate@f2e342b.after.yaml'],
    rules: ['args/undeclared'],
  },
  {
    title: 'fixed: an idle canary passes',
    files: ['history/c4geeks__argo-rollouts-lab/manifests/analysis/success-rate@7db5172.after.yaml'],
    rules: ['condition/nan-fails'],
    // The quantile of the second metric is still NaN then.
    right: [47, 52],
  },
  {
    title: 'fixed: no `spec.analysis`',
    files: ['history/renamed__ArgoTest/analysis-template@af07447.after.yaml'],
    rules: ['schema/unknown-field'],
    // `template` directly under `job`, which the survey does not list.
    right: [12],
  },
  {
    title: 'before it broke: ten checks, three failures allowed',
    files: ['history/horaceheaven__argo-rollouts-app/k8s/rollouts/analysis-template@ee37844.before.yaml'],
    rules: ['metric/cannot-fail'],
  },
  {
    title: 'before it broke: rates, not ranges, are summed',
    files: ['history/xlp67__rollouts/analysistemplate@8dfdd00.before.yaml'],
    rules: ['promql/syntax', 'promql/type-error'],
  },
];

/** True if `id` is one of `rules`, which may name groups. */
export function isAmong(id: string, rules: readonly string[]): boolean {
  return rules.some((rule) => rule === '*' || rule === id || (rule.endsWith('/*') && id.startsWith(rule.slice(0, -1))));
}
