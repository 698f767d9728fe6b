/** A mistake of the person at the keyboard (a flag, the configuration): one line that says what to change. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
