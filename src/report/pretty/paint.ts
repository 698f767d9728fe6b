/** Terminal styles, or nothing at all where the output is no terminal. */
export interface Paint {
  readonly colour: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly underline: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly green: (text: string) => string;
  /** Text that leads to `url` when clicked. */
  readonly link: (text: string, url: string) => string;
}

/** @param links whether the terminal shows OSC 8 links */
export function paintFor(colour: boolean, links: boolean): Paint {
  const style = (open: number, close: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    colour,
    bold: style(1, 22),
    dim: style(2, 22),
    underline: style(4, 24),
    red: style(31, 39),
    yellow: style(33, 39),
    blue: style(34, 39),
    green: style(32, 39),
    link: (text, url) => (colour && links ? `\u001b]8;;${url}\u0007${text}\u001b]8;;\u0007` : text),
  };
}
