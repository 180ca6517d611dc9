import type { Rule } from 'eslint';

/**
 * What Chromium 109 (the last one for Windows 7, and what Kylin and UOS ship) does not have.
 * Newer features are additions: test for them, and suppress the line with the reason.
 */
const since = (version: number, what: string): string => `${what} needs Chromium ${version}; halls have 109.`;

const staticMethods: [object: string, property: string, version: number][] = [
  ['Array', 'fromAsync', 121],
  ['Object', 'groupBy', 117],
  ['Map', 'groupBy', 117],
  ['Promise', 'withResolvers', 119],
  ['Promise', 'try', 128],
  ['URL', 'canParse', 120],
  ['URL', 'parse', 126],
  ['AbortSignal', 'any', 116],
  ['Iterator', 'from', 122],
  ['RegExp', 'escape', 136],
  ['Math', 'sumPrecise', 147],
  ['Uint8Array', 'fromBase64', 140],
  ['Uint8Array', 'fromHex', 140],
];

/** Names that nothing older has: a method call by one of them is the new one. */
const methods: [property: string, version: number][] = [
  ['toSorted', 110],
  ['toReversed', 110],
  ['toSpliced', 110],
  ['isWellFormed', 111],
  ['toWellFormed', 111],
  ['union', 122],
  ['intersection', 122],
  ['symmetricDifference', 122],
  ['isSubsetOf', 122],
  ['isSupersetOf', 122],
  ['isDisjointFrom', 122],
  ['toBase64', 140],
  ['toHex', 140],
  ['getOrInsert', 145],
  ['checkVisibility', 125],
  ['showPopover', 114],
  ['startViewTransition', 111],
];

export const browserFloor: { selector: string; message: string }[] = [
  ...staticMethods.map(([object, property, version]) => ({
    selector: `MemberExpression[object.name='${object}'][property.name='${property}']`,
    message: since(version, `${object}.${property}`),
  })),
  ...methods.map(([property, version]) => ({
    selector: `CallExpression[callee.property.name='${property}']`,
    message: since(version, `.${property}()`),
  })),
  // `with` of arrays takes two arguments; `.with(…)` of anything else is rare enough to say so.
  { selector: "CallExpression[callee.property.name='with'][arguments.length=2]", message: since(110, '.with()') },
  { selector: 'Literal[regex.flags=/v/]', message: since(112, 'The v flag of regular expressions') },
];

/** In styles, as text. */
const cssBeyondFloor: [pattern: RegExp, version: number][] = [
  [/\blight-dark\(/, 123],
  [/@starting-style\b/, 117],
  [/@scope\b/, 118],
  [/@position-try\b|\bposition-anchor\s*:/, 125],
  [/\b(?:rgb|hsl|oklch|lab|lch|color)\(\s*from\b/, 119],
  [/\bcolor-mix\(/, 111],
  [/\boklch\(|\boklab\(/, 111],
  [/\btext-wrap\s*:\s*(?:balance|pretty)/, 114],
  [/\bfield-sizing\s*:/, 123],
  [/\bsubgrid\b/, 117],
  [/:user-(?:in)?valid\b/, 119],
  [/\binterpolate-size\s*:|\bcalc-size\(/, 129],
];

export const cssFloor: Rule.RuleModule = {
  meta: {
    type: 'problem',
    messages: {
      beyond:
        '{{what}} needs Chromium {{version}}; halls have 109. Give a value before it that stands alone, or leave it.',
    },
    schema: [],
  },
  create(context) {
    return {
      SvelteStyleElement(node: Rule.Node) {
        const text = context.sourceCode.getText(node);
        for (const [pattern, version] of cssBeyondFloor) {
          const found = pattern.exec(text);
          if (found) context.report({ node, messageId: 'beyond', data: { what: found[0], version: String(version) } });
        }
      },
    };
  },
};
