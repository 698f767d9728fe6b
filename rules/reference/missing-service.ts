import { canary, documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { refused } from '../../src/lint/kit/rollout.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { missingService as refusalOf, serviceReferences } from '../../src/manifest/controller/references/services.ts';
import { nearest } from '../../src/text/nearest.ts';

const ROLLOUT = canary('canaryService: checkout-canry\nstableService: checkout');
const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: checkout\n  ports:\n    - port: 80\n`;
const BOTH = documents(service('checkout'), service('checkout-canary'));

export const missingService = defineRule({
  id: 'reference/missing-service',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['Rollout'],
  docs: {
    summary: 'One of the services that a Rollout names is not there, while another one is.',
    details: `The controller refuses a Rollout whose services do not exist. Services may well live in another repository; so the rule speaks
only where a sister service of the same Rollout is found here.`,
    references: ['argo-rollouts rollout/controller.go getReferencedServices'],
  },
  messages: {
    missing: ({
      name,
      sister,
      text,
      meant,
    }: {
      name: string;
      sister: string;
      text: string;
      meant: string | undefined;
    }) => ({
      message: `there is no Service \`${name}\`; \`${sister}\` of the same Rollout is there`,
      why: refused(text),
      help:
        meant === undefined ? 'create it, with the same selector as its sister' : `write \`${meant}\`, or create it`,
    }),
  },
  examples: {
    bad: [
      {
        yaml: documents(ROLLOUT, BOTH),
        finds: ['missing@checkout-canry'],
        fixed: documents(ROLLOUT.replace('canry', 'canary'), BOTH),
      },
    ],
    good: [
      { yaml: documents(ROLLOUT.replace('canry', 'canary'), BOTH) },
      { title: 'Nothing is known of the services.', yaml: ROLLOUT },
    ],
  },
  check(ctx) {
    if (ctx.manifest.partial) return;
    const references = serviceReferences(ctx.manifest.json).map((reference) => ({
      reference,
      lookup: ctx.workspace.find('Service', reference.name, ctx.manifest),
    }));
    const sister = references.find(({ lookup }) => lookup.status === 'found')?.reference.name;
    if (sister === undefined) return;
    for (const { reference, lookup } of references) {
      if (lookup.status !== 'absent') continue;
      const named = new Set(references.map((each) => each.reference.name));
      const names = ctx.workspace
        .manifests('Service')
        .filter(({ namespace }) => namespace === ctx.manifest.namespace)
        .flatMap(({ name }) => (name === undefined || named.has(name) ? [] : [name]));
      const meant = nearest(reference.name, names);
      const at = ctx.manifest.valueSpan(reference.field.path);
      ctx.report('missing', {
        at,
        data: { name: reference.name, sister, text: refusalOf(reference).text, meant },
        ...(meant === undefined
          ? {}
          : { fix: { kind: 'unsafe', title: `Write ${meant}`, edits: [{ span: at, text: meant }] } }),
      });
    }
  },
});
