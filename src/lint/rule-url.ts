/** Where the page of a rule stands; it is generated from the rule and comes with each release. */
export const ruleUrl = (id: string): string => `https://unpkg.com/rolloutlint/docs/rules/${id}.md`;
