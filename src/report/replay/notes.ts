import type { ReplayNote } from '../../replay/model.ts';

/** A note as a sentence. */
export function noteText(note: ReplayNote): string {
  switch (note.kind) {
    case 'cut': {
      const at = new Date(note.atMs).toISOString().slice(11, 19);
      return note.recordingEnds
        ? `the recording ends at ${at}, before what is played does; --until TIME plays on without samples`
        : `played until ${at}; --until TIME plays on`;
    }
    case 'hash-deduced':
      return `${note.which} hash ${note.hash}, from ${note.label} in the recording`;
    case 'hash-invented': {
      const why =
        note.label === undefined ? 'no query asks for it' : `the recording has no series with ${note.label} for it`;
      return `${note.which} hash ${note.hash} is made up: ${why} (--${note.which}-hash HASH)`;
    }
    case 'secret-unknown':
      return `the value of ${note.key} in secret ${note.secret} is not known: a placeholder takes its place`;
    case 'recording':
      return note.text;
  }
}
