import type { Finding } from '../text/finding.ts';

/**
 * Names that findings keep when lines are added or removed around them: made of the rule, the message id, the text
 * under the finding and the line it stands in; equal ones are numbered in order. `text` gives a file's text.
 */
export function fingerprints(findings: readonly Finding[], text: (file: string) => string | undefined): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const name = hash(identity(finding, text(finding.at.file) ?? ''));
    const counted = `${finding.at.file}\n${name}`;
    const count = (seen.get(counted) ?? 0) + 1;
    seen.set(counted, count);
    return count === 1 ? name : `${name}:${count}`;
  });
}

function identity({ rule, messageId, at: { span } }: Finding, text: string): string {
  const lineStart = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1)) + 1;
  const line = /^[^\r\n]*/.exec(text.slice(lineStart, lineStart + 2000))?.[0] ?? '';
  const under = text.slice(span.start, span.end).slice(0, 2000);
  return [rule, messageId, squeeze(under), squeeze(line)].join('\n');
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** 64 bits of FNV-1a over UTF-16 code units, as 16 hexadecimal digits. Good enough for names; no secret hangs on it. */
export function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, '0');
}
