/** `execution`: the query cannot be evaluated; the others: it was given up. */
export type EvaluationErrorType = 'execution' | 'too-many-samples' | 'timeout' | 'canceled';

/** Ends an evaluation; the engine turns it into a result and never lets it out. The message is upstream's. */
export class EvaluationError extends Error {
  readonly type: EvaluationErrorType;

  constructor(message: string, type: EvaluationErrorType = 'execution') {
    super(message);
    this.name = 'EvaluationError';
    this.type = type;
  }
}

export const DUPLICATE_LABELSET = 'vector cannot contain metrics with the same labelset';
