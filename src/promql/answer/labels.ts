import { LabelSet } from '../engine/labels.ts';
import { textMapAt } from './shape.ts';

export const labelsAt = (value: unknown, place: string): LabelSet => LabelSet.of(textMapAt(value, place));
