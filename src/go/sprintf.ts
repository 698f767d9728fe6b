/**
 * What fmt.Sprintf makes of a text that was never meant to be a format and has no arguments: `%d` becomes
 * `%!d(MISSING)`. Upstream passes some error texts through it.
 */
export function formatWithoutArguments(text: string): string {
  return text.replace(
    DIRECTIVE,
    (_all, index?: string, width?: string, precision?: string, late?: string, verb?: string) => {
      const bad = (width === '*' ? '%!(BADWIDTH)' : '') + (precision === '.*' ? '%!(BADPREC)' : '');
      if (verb === undefined) return `${bad}%!(NOVERB)`;
      if (verb === '%') return `${bad}%`;
      return `${bad}%!${verb}(${index === undefined && late === undefined ? 'MISSING' : 'BADINDEX'})`;
    },
  );
}

/** Flags, argument index, width, precision, argument index, verb (fmt/print.go doPrintf). */
const DIRECTIVE = /%[#0+\- ]*(\[[^\]]*\]|\[)?(\*|\d+)?(\.\*|\.\d*)?(\[[^\]]*\]|\[)?(.)?/gsu;
