import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IGNORES_HTTP, MAY_FAIL, NEVER_FAILS, outcomeOf, scriptOutcome } from '../../../src/lint/kit/queries/shell.ts';

describe('a script', () => {
  it.each([
    ['echo ok'],
    ['sleep 10; exit 0'],
    ['curl -f http://x || true'],
    ['curl -f http://x || echo "bad; really"'],
    ['code=$(curl -s -o /dev/null -w "%{http_code}" \\\n  http://x/health);\necho $code;'],
    ['if [ "$a" = "b" ]; then echo 1; else echo 0; fi'],
    ['if true; then\n  for i in 1 2 3; do echo "$i"; done\nfi\n'],
    ['curl -f http://x &\nsleep 1'],
    ['# nothing\n'],
    ['set -e\necho ok > /dev/null 2>&1'],
    ["x=$(grep ')' f | awk '{print $2}')\nprintf '%s' \"$x\""],
    ['(curl -f http://x) ; { echo a; }'],
    ['grep x f | echo'],
  ])('%j never fails', (script) => {
    expect(scriptOutcome(script)).toBe(NEVER_FAILS);
  });

  it.each([
    ['curl --silent http://x'],
    ['echo a && curl -s "http://x?a=b&c=d"'],
    ['set -e\ncurl -s -o /dev/null http://x\necho done'],
  ])('%j does not look at the status of HTTP', (script) => {
    expect(scriptOutcome(script)).toBe(IGNORES_HTTP);
  });

  it.each([
    ['curl --fail -s http://x'],
    ['curl -sSf http://x'],
    ['echo a; test -f x'],
    ['[ "$code" = "200" ] || exit 1'],
    ['if bad; then exit 1; fi; echo ok'],
    ['if bad; then grep x f; fi'],
    ['set -e\ngrep x f\necho ok'],
    ['set -o errexit; grep x f; echo ok'],
    ['curl -s http://x | grep -q ok'],
    ['set -o pipefail; curl -f http://x | echo'],
    ['code=$(false)'],
    ['case $a in b) echo c;; esac'],
    ['f() { false; }; f'],
    ['cat <<EOF\nx\nEOF'],
    ['echo "left open'],
    ['echo $(left open'],
    ['pip install x && echo ok'],
    ['! echo a'],
    ['k6 run x.js'],
    ['if true; then echo a'],
    ['echo a )'],
    ['echo a; exit $?'],
  ])('%j may fail', (script) => {
    expect(scriptOutcome(script)).toBe(MAY_FAIL);
  });

  it('never throws, and reads long ones', () => {
    const tokens = fc.constantFrom(
      'if',
      'then',
      'fi',
      'for',
      'do',
      'done',
      ';',
      '&&',
      '||',
      '|',
      '(',
      ')',
      '{',
      '}',
      '"',
      "'",
      '$(',
      'echo',
      '\\',
      '\n',
      '>',
      'exit',
      '0',
      '#',
      '`',
    );
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 20 }), (parts) => {
        expect([NEVER_FAILS, IGNORES_HTTP, MAY_FAIL]).toContain(scriptOutcome(parts.join(' ')));
      }),
    );
    expect(scriptOutcome('( '.repeat(2_000))).toBe(MAY_FAIL);
    expect(scriptOutcome('echo a\n'.repeat(10_000))).toBe(NEVER_FAILS);
  });
});

describe('the command of a container', () => {
  it.each([
    [['echo', 'ok'], NEVER_FAILS],
    [['/bin/sh', '-c', 'echo ok'], NEVER_FAILS],
    [['sh', '-ec', 'grep x f; echo ok'], MAY_FAIL],
    [['bash', '-lc', 'grep x f; echo ok'], NEVER_FAILS],
    [['bash', '-o', 'errexit', '-c', 'grep x f; echo ok'], MAY_FAIL],
    [['curl', '--silent', 'http://x'], IGNORES_HTTP],
    [['sh', '/scripts/check.sh'], MAY_FAIL],
    [['k6', 'run'], MAY_FAIL],
    [[], MAY_FAIL],
  ])('%j', (words, outcome) => {
    expect(outcomeOf(words)).toBe(outcome);
  });
});
