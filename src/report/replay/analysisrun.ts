import { stringify } from 'yaml';
import { runObjects } from './objects.ts';
import type { ReplayReport } from './report.ts';

/** The runs as YAML documents, for tools that read what `kubectl get analysisrun -o yaml` writes. */
export const analysisrun = ({ replay }: ReplayReport): string =>
  runObjects(replay)
    // Kubernetes reads YAML 1.1: what is a boolean or a date there is quoted.
    .map((object) => stringify(object, { version: '1.1', lineWidth: 0 }))
    .join('---\n');
