/** One file of conformance vectors and how it is run. */
export interface Suite {
  /** The file, from the folder of the vectors: `argo/args.json`. */
  readonly name: string;
  run(dir: string): Promise<{ total: number; failures: { id: string; expected: string; actual: string }[] }>;
}
