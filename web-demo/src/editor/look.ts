/** How the editor looks: the page's own colours, as CSS variables. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--paper)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  // What is typed lays out the text anew, not the page around it.
  ".cm-scroller": { contain: "strict", fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--accent)", padding: "8px 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-activeLine": { backgroundColor: "var(--line)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--faint)", border: "none" },
  ".cm-activeLineGutter": { backgroundColor: "var(--line)", color: "var(--quiet)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 6px", minWidth: "28px" },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--faint)",
  },
  ".cm-foldPlaceholder": { backgroundColor: "var(--panel)", border: "1px solid var(--edge)", color: "var(--quiet)" },
  ".cm-searchMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--accent)" },
  ".cm-selectionMatch": { backgroundColor: "var(--mark)" },
  ".cm-panels": { backgroundColor: "var(--panel)", color: "var(--text)", borderColor: "var(--edge)" },
  ".cm-panels.cm-panels-top, .cm-panels.cm-panels-bottom": { borderColor: "var(--edge)" },
  ".cm-panel.cm-search": { fontFamily: "var(--sans)", padding: "8px" },
  ".cm-textfield": { backgroundColor: "var(--paper)", border: "1px solid var(--edge)", borderRadius: "4px", color: "var(--text)" },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--paper)",
    border: "1px solid var(--edge)",
    borderRadius: "4px",
    color: "var(--text)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--edge)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
    maxWidth: "min(560px, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12.5px", maxHeight: "15em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", display: "flex", gap: "8px", alignItems: "baseline" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--chosen)", color: "var(--text)" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    fontStyle: "normal",
    fontFamily: "var(--sans)",
    color: "var(--quiet)",
    fontSize: "12px",
  },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "600" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 12px", maxWidth: "340px" },
  ".cm-tooltip-section:not(:first-child)": { borderTop: "1px solid var(--edge)" },
  ".cm-tooltip-lint": { padding: "0" },
  ".cm-diagnostic": { padding: "10px 12px", borderLeft: "3px solid transparent", fontFamily: "var(--sans)", fontSize: "13px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--info)" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "5px",
    padding: "3px 9px",
    margin: "8px 6px 0 0",
    font: "inherit",
    cursor: "pointer",
  },
  ".cm-diagnosticSource": { display: "none" },
  ".cm-lintRange": { paddingBottom: "1px" },
  ".cm-lintRange-error": wavy("var(--error)"),
  ".cm-lintRange-warning": wavy("var(--warning)"),
  ".cm-lintRange-info": wavy("var(--info)"),
  ".cm-lintRange-active": { backgroundColor: "var(--mark)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--warning)" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--error)" },
  ".cm-gutter-lint": { width: "18px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0 2px", display: "flex", alignItems: "center", justifyContent: "center" },
  ".cm-lint-marker": {
    content: "none",
    width: "9px",
    height: "9px",
    borderRadius: "50%",
    cursor: "pointer",
  },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--warning)", borderRadius: "2px", transform: "rotate(45deg)" },
  ".cm-lint-marker-info": { content: "none", backgroundColor: "var(--info)", borderRadius: "2px" },
});

function wavy(color: string): Record<string, string> {
  return { backgroundImage: "none", textDecoration: `underline wavy ${color} 1.2px`, textUnderlineOffset: "3px", textDecorationSkipInk: "none" };
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--key)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.meta, tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--quiet)" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--accent)" },
]);

export const look = [theme, syntaxHighlighting(colours)];
