import { fileURLToPath, pathToFileURL } from 'node:url';

/** The absolute path of a `file:` address; undefined for documents that are no files (`untitled:`, `git:`). */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export const uriOfPath = (absolute: string): string => pathToFileURL(absolute).href;
