import type { Rule } from 'eslint';

/** Han, kana, and the full-width marks that go with them. */
const CJK =
  /[\u3001-\u303F\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]|[\uD840-\uD88D][\uDC00-\uDFFF]/;

/**
 * Words that people read live in `i18n/`, where a missing translation is a type error. A Chinese
 * string in a component is a word that English readers never get, and that nobody finds again.
 */
export const noUntranslatedStrings: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'Words on screen come from i18n/' },
    messages: { untranslated: 'A word on screen outside i18n/: “{{text}}”. Put it into the messages of its surface.' },
    schema: [],
  },
  create(context) {
    const check = (node: Rule.Node, text: unknown): void => {
      if (typeof text === 'string' && CJK.test(text)) {
        context.report({ node, messageId: 'untranslated', data: { text: text.trim().slice(0, 30) } });
      }
    };
    // Svelte's nodes are not among ESTree's: a text, and where it stands.
    interface Text {
      value: string;
      parent: { type: string };
    }
    const checkText = (node: Rule.Node): void => {
      const { value, parent } = node as unknown as Text;
      // Styles come as text as well.
      if (parent.type !== 'SvelteStyleElement') check(node, value);
    };
    return {
      Literal: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
      SvelteText: checkText,
      SvelteLiteral: checkText,
    };
  },
};
