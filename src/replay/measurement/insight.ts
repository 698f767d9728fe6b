/** What a measurement saw. */
export interface Insight {
  readonly todo: true;
}
