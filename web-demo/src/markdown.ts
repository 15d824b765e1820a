/** The Markdown of rule docs and hovers, as elements: headings, paragraphs, lists, code, emphasis. Never markup. */
import { h } from "./dom.js";

/** Elements of `text`; headings become ones of `level` and below. */
export function markdown(text: string, level: 3 | 4 = 3): DocumentFragment {
  const out = document.createDocumentFragment();
  const lines = text.split("\n").map((it) => it.trimEnd());
  let paragraph: string[] = [];
  let list: HTMLUListElement | undefined;
  const flush = () => {
    if (paragraph.length > 0) out.append(h("p", {}, inline(paragraph.join(" "))));
    paragraph = [];
    list = undefined;
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const fence = /^```/.test(line);
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    const item = /^[-*] +(.*)$/.exec(line);
    if (fence) {
      flush();
      const code: string[] = [];
      for (at += 1; at < lines.length && !/^```/.test(lines[at] ?? ""); at += 1) code.push(lines[at] ?? "");
      out.append(h("pre", { tabindex: 0, "aria-label": "example" }, h("code", {}, code.join("\n"))));
    } else if (heading !== null) {
      flush();
      out.append(h(level === 3 ? "h3" : "h4", {}, inline(heading[2] ?? "")));
    } else if (item !== null) {
      if (list === undefined) {
        flush();
        list = h("ul");
        out.append(list);
      }
      list.append(h("li", {}, inline(item[1] ?? "")));
    } else if (line === "") {
      flush();
    } else if (list !== undefined && /^\s/.test(line)) {
      list.lastElementChild?.append(" ", inline(line.trim()));
    } else {
      list = undefined;
      paragraph.push(line.trim());
    }
  }
  flush();
  return out;
}

/** `code`, **strong**, *emphasis*, and links, which show where they lead. */
export function inline(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  const pattern = /`([^`]+)`|\*\*((?:`[^`]*`|[^*])+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)|<(https:[^>]+)>/g;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    out.append(text.slice(from, match.index));
    const [all, code, strong, emphasis, label, target, bare] = match;
    if (code !== undefined) out.append(h("code", {}, code));
    else if (strong !== undefined) out.append(h("strong", {}, inline(strong)));
    else if (emphasis !== undefined) out.append(h("em", {}, inline(emphasis)));
    else out.append(link(label ?? bare ?? all, target ?? bare ?? ""));
    from = match.index + all.length;
  }
  out.append(text.slice(from));
  return out;
}

function link(label: string, target: string): Node {
  // Where a link leads inside the project there is no page here.
  if (!/^https:\/\//.test(target)) return inline(label);
  return h("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, inline(label));
}
