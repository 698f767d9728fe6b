import { isSet, listOf, objectOf, optionalInteger, textMapOf, textOf, type Value } from '../read.ts';
import {
  child,
  duplicate,
  type Field,
  type FieldError,
  forbidden,
  invalid,
  item,
  movedTo,
  notFound,
  notSupported,
  required,
  shown,
} from './field-error.ts';
import { isDns1123Label, isQualifiedName } from './names.ts';
import { isEmptySelector, selectorMatches, validateLabels } from './selector.ts';

/**
 * Kubernetes pkg/apis/apps/validation ValidatePodTemplateSpecForReplicaSet, after defaulting: labels, annotations,
 * names, images, ports and volume mounts, and the restart policy. What the API server alone can judge, and the many
 * shapes of volumes, probes and security contexts, are not looked at.
 */
export function validatePodTemplate(template: Value, selector: Value, at: Field): readonly FieldError[] {
  const written = objectOf(template);
  const metadata = objectOf(written['metadata']);
  const spec = objectOf(written['spec']);
  const specField = child(at, 'spec');
  const errors: FieldError[] = [];
  if (!isEmptySelector(selector) && !selectorMatches(selector, textMapOf(metadata['labels']))) {
    const labels = shown(metadata['labels'], '*{s');
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid(child(at, 'metadata', 'labels'), 'selector-mismatch', labels, detail));
  }
  errors.push(
    ...validateLabels(metadata['labels'], movedTo(child(at, 'labels'), child(at, 'metadata', 'labels').path)),
    ...validateAnnotations(metadata['annotations'], at),
    ...validatePodSpec(spec, specField),
  );
  const restartPolicy = textOf(spec['restartPolicy']) || 'Always';
  if (restartPolicy !== 'Always') {
    errors.push(
      notSupported(child(specField, 'restartPolicy'), 'pod-restart-policy', shown(restartPolicy), ['Always']),
    );
  }
  if (isSet(spec['activeDeadlineSeconds'])) {
    const detail = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(forbidden(child(specField, 'activeDeadlineSeconds'), 'pod-active-deadline', detail));
  }
  return errors;
}

function validateAnnotations(annotations: Value, at: Field): FieldError[] {
  const { path } = child(at, 'metadata', 'annotations');
  return [...textMapOf(annotations).keys()].flatMap((key) => {
    const place = movedTo(child(at, 'annotations'), [...path, key]);
    return isQualifiedName(key.toLowerCase()).map((problem) => invalid(place, 'annotation-key', shown(key), problem));
  });
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];

/** The part of core/validation ValidatePodSpec that a Rollout gets wrong. */
function validatePodSpec(spec: { readonly [key: string]: Value }, at: Field): FieldError[] {
  const { volumes, errors } = validateVolumes(spec['volumes'], child(at, 'volumes'));
  const containers = listOf(spec['containers']);
  const containersField = child(at, 'containers');
  if (containers.length === 0) errors.push(required(containersField, 'containers-missing', ''));
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    errors.push(...validateContainer(container, volumes, names, item(containersField, index)));
  }
  for (const [index, container] of listOf(spec['initContainers']).entries()) {
    const field = item(child(at, 'initContainers'), index);
    errors.push(...validateContainer(container, volumes, names, field), ...forbiddenInInit(container, field));
  }
  const restartPolicy = textOf(spec['restartPolicy']);
  if (restartPolicy !== '' && !RESTART_POLICIES.includes(restartPolicy)) {
    const field = child(at, 'restartPolicy');
    errors.push(notSupported(field, 'pod-restart-policy', shown(restartPolicy), RESTART_POLICIES));
  }
  return errors;
}

function validateVolumes(
  list: Value,
  at: Field,
): { readonly volumes: ReadonlySet<string>; readonly errors: FieldError[] } {
  const volumes = new Set<string>();
  const errors: FieldError[] = [];
  for (const [index, entry] of listOf(list).entries()) {
    const name = textOf(objectOf(entry)['name']);
    const field = child(item(at, index), 'name');
    const own = nameErrors(name, field, 'volume-name');
    if (volumes.has(name)) own.push(duplicate(field, 'volume-duplicate', shown(name)));
    if (own.length === 0) volumes.add(name);
    errors.push(...own);
  }
  return { volumes, errors };
}

function nameErrors(name: string, field: Field, code: string): FieldError[] {
  if (name === '') return [required(field, code, '')];
  return isDns1123Label(name).map((problem) => invalid(field, code, shown(name), problem));
}

function validateContainer(entry: Value, volumes: ReadonlySet<string>, names: Set<string>, at: Field): FieldError[] {
  const container = objectOf(entry);
  const name = textOf(container['name']);
  const errors = nameErrors(name, child(at, 'name'), 'container-name');
  if (textOf(container['image']) === '') errors.push(required(child(at, 'image'), 'container-image', ''));
  errors.push(
    ...validatePorts(container['ports'], child(at, 'ports')),
    ...listOf(container['env']).flatMap((variable, index) =>
      textOf(objectOf(variable)['name']) === ''
        ? [required(child(item(child(at, 'env'), index), 'name'), 'env-name', '')]
        : [],
    ),
    ...validateMounts(container['volumeMounts'], volumes, child(at, 'volumeMounts')),
  );
  const pullPolicy = textOf(container['imagePullPolicy']);
  if (pullPolicy !== '' && !PULL_POLICIES.includes(pullPolicy)) {
    const field = child(at, 'imagePullPolicy');
    errors.push(notSupported(field, 'container-pull-policy', shown(pullPolicy), PULL_POLICIES));
  }
  if (names.has(name)) errors.push(duplicate(child(at, 'name'), 'container-duplicate', shown(name)));
  names.add(name);
  return errors;
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

function forbiddenInInit(entry: Value, at: Field): FieldError[] {
  const container = objectOf(entry);
  if (container['restartPolicy'] === 'Always') return [];
  return ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']
    .filter((name) => isSet(container[name]))
    .map((name) => {
      const detail = 'may not be set for init containers without restartPolicy=Always';
      return forbidden(child(at, name), 'init-container-field', detail);
    });
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

function validatePorts(list: Value, at: Field): FieldError[] {
  const names = new Set<string>();
  return listOf(list).flatMap((entry, index) => {
    const port = objectOf(entry);
    const field = item(at, index);
    const errors: FieldError[] = [];
    const name = textOf(port['name']);
    const problems = portNameProblems(name);
    errors.push(...problems.map((problem) => invalid(child(field, 'name'), 'port-name', shown(name), problem)));
    if (problems.length === 0 && names.has(name)) {
      errors.push(duplicate(child(field, 'name'), 'port-duplicate', shown(name)));
    }
    if (name !== '' && problems.length === 0) names.add(name);
    const number = optionalInteger(port['containerPort']) ?? 0;
    if (number === 0) errors.push(required(child(field, 'containerPort'), 'port-number', ''));
    else if (!isPortNumber(number)) {
      errors.push(invalid(child(field, 'containerPort'), 'port-number', shown(number), PORT_RANGE));
    }
    const hostPort = optionalInteger(port['hostPort']) ?? 0;
    if (hostPort !== 0 && !isPortNumber(hostPort)) {
      errors.push(invalid(child(field, 'hostPort'), 'port-number', shown(hostPort), PORT_RANGE));
    }
    const protocol = textOf(port['protocol']) || 'TCP';
    if (!PROTOCOLS.includes(protocol)) {
      errors.push(notSupported(child(field, 'protocol'), 'port-protocol', shown(protocol), PROTOCOLS));
    }
    return errors;
  });
}

const PORT_RANGE = 'must be between 1 and 65535, inclusive';
const isPortNumber = (number: number): boolean => number >= 1 && number <= 65535;

/** validation.IsValidPortName; an empty name is none. */
function portNameProblems(name: string): readonly string[] {
  if (name === '') return [];
  return [
    ...(name.length > 15 ? ['must be no more than 15 characters'] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(name.startsWith('-') || name.endsWith('-') ? ['must not begin or end with a hyphen'] : []),
  ];
}

function validateMounts(list: Value, volumes: ReadonlySet<string>, at: Field): FieldError[] {
  const mountPaths = new Set<string>();
  return listOf(list).flatMap((entry, index) => {
    const mount = objectOf(entry);
    const name = textOf(mount['name']);
    const mountPath = textOf(mount['mountPath']);
    const nameField = child(item(at, index), 'name');
    const pathField = child(item(at, index), 'mountPath');
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(nameField, 'mount-name', ''));
    if (!volumes.has(name)) errors.push(notFound(nameField, 'mount-volume', shown(name)));
    if (mountPath === '') errors.push(required(pathField, 'mount-path', ''));
    if (mountPaths.has(mountPath)) {
      errors.push(invalid(pathField, 'mount-path-duplicate', shown(mountPath), 'must be unique'));
    }
    mountPaths.add(mountPath);
    return errors;
  });
}
