/** The `%TAG` directives of a document. */
export class TagHandles {
  readonly #prefixes = new Map<string, string>([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ]);

  /** Takes a directive line; false if it is not a `%TAG` directive of the right form. */
  add(line: string): boolean {
    const match = /^%TAG[ \t]+(!(?:[\w-]*!)?)[ \t]+([^ \t]+)[ \t]*(?:#.*)?$/.exec(line);
    const [, handle, prefix] = match ?? [];
    if (handle === undefined || prefix === undefined) return false;
    this.#prefixes.set(handle, prefix);
    return true;
  }

  /** The full name of a tag as written (`!!str`, `!local`, `!<tag:…>`), or undefined for an unknown handle. */
  resolve(source: string): string | undefined {
    if (source === '!') return '!';
    if (source.startsWith('!<')) return source.endsWith('>') ? source.slice(2, -1) : undefined;
    const [, handle = '!', suffix = ''] = /^(!(?:[\w-]*!)?)(.*)$/s.exec(source) ?? [];
    const prefix = this.#prefixes.get(handle);
    return prefix === undefined ? undefined : prefix + suffix;
  }
}
