/** Where in an input something is wrong; both count from 1, the column in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column?: number | undefined;
}

/** A recording that cannot be read or written; the message is one line, `path:line:column: what`. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly path: string;
  readonly what: string;
  readonly place: Place | undefined;

  constructor(path: string, what: string, place?: Place) {
    super(`${oneLine(path)}${placeText(place)}: ${oneLine(what)}`);
    this.path = path;
    this.what = what;
    this.place = place;
  }
}

function placeText(place: Place | undefined): string {
  if (place === undefined) return '';
  return place.column === undefined ? `:${place.line}` : `:${place.line}:${place.column}`;
}

const oneLine = (text: string): string =>
  text.replaceAll(/[\0-\x1f\x7f\u{2028}\u{2029}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });

const SHOWN = 80;

/** Text of an input as a message shows it: in quotes, cut where it is long. */
export const shown = (text: string): string => JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
