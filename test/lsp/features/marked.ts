import type { Cursor } from '../../../src/lsp/features/cursor.ts';
import type { Location } from '../../../src/text/span.ts';
import { createWorkspace } from '../../../src/workspace/create.ts';
import type { Workspace } from '../../../src/workspace/workspace.ts';

/** The cursor where one of the texts has `<|>`. */
export function cursorIn(tree: Readonly<Record<string, string>>): Cursor {
  const marked = Object.entries(tree).find(([, text]) => text.includes('<|>'));
  if (marked === undefined) throw new Error('no cursor');
  const [path, text] = marked;
  const workspace = createWorkspace(
    Object.entries(tree).map(([name, one]) => ({ path: name, text: one.replace('<|>', ''), asked: true })),
    { complete: true },
  );
  const file = workspace.files.find((one) => one.path === path);
  if (file === undefined) throw new Error('no file');
  return { workspace, file, offset: text.indexOf('<|>') };
}

/** Places as `file:line text`. */
export function shown(locations: readonly Location[], workspace: Workspace): string[] {
  return locations.map(({ file, span }) => {
    const text = workspace.files.find((one) => one.path === file)?.text ?? '';
    return `${file}:${text.slice(0, span.start).split('\n').length} ${text.slice(span.start, span.end)}`;
  });
}

export const TEMPLATE = `apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  args:
    - name: service
    - name: limit
      value: "0.95"
    - name: token
      valueFrom: {secretKeyRef: {name: s, key: k}}
  metrics:
    - name: success-rate
      failureLimit: 2
      successCondition: result[0] >= {{args.limit}}
      provider:
        prometheus:
          query: |
            sum(rate(x{service="{{args.service}}", hash="{{ args.hash }}"}[2m]))
            # {{args.token}} {{args.service}}
`;

export const ROLLOUT = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: checkout
spec:
  strategy:
    canary:
      canaryService: checkout-canary
      analysis:
        templates:
          - templateName: success-rate
        args:
          - name: service
            value: checkout
          - name: hash
            valueFrom: {podTemplateHashValue: Latest}
      steps:
        - analysis:
            templates:
              - templateName: success-rate
            args:
              - name: service
                value: "check\`out"
              - name: limit
                value: "0.99"
---
apiVersion: v1
kind: Service
metadata:
  name: checkout-canary
`;
