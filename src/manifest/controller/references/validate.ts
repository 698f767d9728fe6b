import type { AnalysisTemplate, KubernetesObject, Rollout } from '../types.ts';
import { type AnalysisReference, validateAnalysis } from './analysis.ts';
import type { ReferenceFailure } from './failure.ts';
import { validateIngress } from './ingress.ts';
import { validateAppMeshRouter, validateMapping } from './meshes.ts';
import { type ServiceRole, validateService } from './services.ts';
import { validateVirtualService } from './virtual-service.ts';

/** The objects that a Rollout refers to, as far as they are known. */
export interface ReferencedObjects {
  readonly services?: readonly { readonly role: ServiceRole; readonly object: KubernetesObject }[];
  readonly analyses?: readonly {
    readonly reference: AnalysisReference;
    readonly templates: readonly AnalysisTemplate[];
    readonly clusterTemplates: readonly AnalysisTemplate[];
  }[];
  readonly ingresses?: readonly KubernetesObject[];
  readonly virtualServices?: readonly KubernetesObject[];
  readonly mappings?: readonly KubernetesObject[];
  readonly appMeshRouters?: readonly KubernetesObject[];
}

/**
 * argo-rollouts validation_references.go ValidateRolloutReferencedResources: all errors in its order, of which the
 * controller tells the first. It gets here only if the Rollout itself is valid and everything it names is there.
 */
export const validateReferences = (rollout: Rollout, objects: ReferencedObjects): readonly ReferenceFailure[] => [
  ...(objects.services ?? []).flatMap(({ role, object }) => validateService(object, role, rollout)),
  ...(objects.analyses ?? []).flatMap(({ reference, templates, clusterTemplates }) =>
    validateAnalysis(rollout, reference, templates, clusterTemplates),
  ),
  ...(objects.ingresses ?? []).flatMap((ingress) => validateIngress(ingress, rollout)),
  ...(objects.virtualServices ?? []).flatMap((virtualService) => validateVirtualService(virtualService, rollout)),
  ...(objects.mappings ?? []).flatMap(validateMapping),
  ...(objects.appMeshRouters ?? []).flatMap(validateAppMeshRouter),
];
