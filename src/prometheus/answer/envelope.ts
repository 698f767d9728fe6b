import { fieldOf, kindOf, objectAt, ShapeProblem, textAt, textsAt } from '../../promql/answer/shape.ts';
import type { QueryError, QueryErrorType } from '../../promql/engine/result.ts';

interface Remarks {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** An answer of the API before its data is looked at. */
export type Envelope = Remarks &
  ({ readonly data: unknown; readonly error: undefined } | { readonly data: undefined; readonly error: QueryError });

/**
 * What every answer has (web/api/v1 Response), with VictoriaMetrics's `isPartial` as a warning.
 * @throws {ShapeProblem}
 */
export function readEnvelope(json: unknown): Envelope {
  const answer = objectAt(json, 'the answer');
  const warnings = [...textsAt(fieldOf(answer, 'warnings'), 'warnings')];
  const infos = textsAt(fieldOf(answer, 'infos'), 'infos');
  if (fieldOf(answer, 'isPartial') === true) {
    warnings.push('the answer is partial: some storage nodes of the server did not answer, their data is missing');
  }
  const status = fieldOf(answer, 'status');
  if (status === 'error') {
    // The API says which parameter is meant (web/api/v1 invalidParamError); an engine knows the query only.
    const message = textAt(fieldOf(answer, 'error'), 'error').replace(/^invalid parameter "query": /, '');
    const type = errorTypeOf(fieldOf(answer, 'errorType'), message);
    return { data: undefined, error: { type, message }, warnings, infos };
  }
  if (status !== 'success') {
    const found = typeof status === 'string' ? JSON.stringify(status.slice(0, 40)) : kindOf(status);
    throw new ShapeProblem(`status is ${found}, neither "success" nor "error"`);
  }
  return { data: fieldOf(answer, 'data'), error: undefined, warnings, infos };
}

const ERROR_TYPES = new Map<unknown, QueryErrorType>([
  ['timeout', 'timeout'],
  ['canceled', 'canceled'],
  ['bad_data', 'bad-data'],
  ['not_found', 'bad-data'],
  ['not_acceptable', 'bad-data'],
  ['unavailable', 'unavailable'],
  ['too_many_requests', 'unavailable'],
  ['too_large_entry', 'too-many-samples'],
  // VictoriaMetrics has the HTTP status here.
  ['400', 'bad-data'],
  ['429', 'unavailable'],
  ['502', 'unavailable'],
  ['503', 'unavailable'],
  ['504', 'timeout'],
]);

/** In the words of Prometheus; of Mimir and Cortex; of VictoriaMetrics. */
const TOO_MUCH =
  /too many samples|maximum number of (?:chunks|samples|series)|(?:maxSamplesPerQuery|maxPointsPerTimeseries|maxMemoryPerQuery)|search\.max/i;

const errorTypeOf = (errorType: unknown, message: string): QueryErrorType =>
  TOO_MUCH.test(message) ? 'too-many-samples' : (ERROR_TYPES.get(errorType) ?? 'execution');

export const shapeError = ({ message }: ShapeProblem): QueryError => ({
  type: 'unavailable',
  message: `not an answer of the Prometheus API: ${message}`,
});
