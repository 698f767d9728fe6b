/** Texts longer than this are not kept: they are rare, and large. */
const MAX_KEY_LENGTH = 4_000;

/**
 * A pure function of a text that remembers its answers. Copied templates ask about the same query and condition again and
 * again. The oldest answers go first.
 */
export function remember<T>(compute: (key: string) => T, capacity = 4_000): (key: string) => T {
  const answers = new Map<string, T>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = compute(key);
    if (key.length > MAX_KEY_LENGTH) return answer;
    if (answers.size >= capacity)
      for (const oldest of answers.keys()) {
        answers.delete(oldest);
        break;
      }
    answers.set(key, answer);
    return answer;
  };
}
