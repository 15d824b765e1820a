/** A link that holds the files: compressed in the part after `#`, which no browser sends to a server. */
import { byId, h, icon } from "./dom.js";
import { dialog } from "./panels/dialogs.js";
import { readSnapshot, type Snapshot, type State } from "./state.js";
import { toast } from "./toast.js";

const PREFIX = "#1:";
/** What links of this length hold, chats and mails still carry. */
const LONG = 30_000;
/** No one shares that much: a link that unpacks to more is a trap. */
const MOST_CHARACTERS = 20_000_000;

export async function encode(snapshot: Snapshot): Promise<string> {
  const packed = new Blob([JSON.stringify(snapshot)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return PREFIX + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What a link holds; `undefined` where it holds nothing that can be read. */
export async function decode(hash: string): Promise<Snapshot | undefined> {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    const packed = atob(hash.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(packed, (it) => it.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      if (text.length > MOST_CHARACTERS) return undefined;
    }
    return readSnapshot(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function share(state: State): void {
  byId("share").addEventListener("click", () => {
    void encode(state.snapshot()).then((hash) => {
      const link = new URL(hash, location.href).href;
      const long = link.length > LONG ? " It is long; not every program takes it whole." : "";
      navigator.clipboard.writeText(link).then(
        () => toast(`The link is copied. Everyone who opens it sees these files; no server does.${long}`),
        () => byHand(link, long),
      );
    });
  });
  window.addEventListener("hashchange", () => void restoreFromHash(state));
}

/** Opens what the link holds; says whether it held anything. */
export async function restoreFromHash(state: State): Promise<boolean> {
  if (!location.hash.startsWith(PREFIX)) return false;
  const snapshot = await decode(location.hash);
  // From now on the page is the user's own: a reload brings back what was typed, not the link.
  history.replaceState(null, "", location.pathname + location.search);
  if (snapshot === undefined) {
    toast("This link is damaged: the files in it cannot be read.");
    return false;
  }
  const before = state.snapshot();
  state.restore(snapshot);
  if (before.files.length > 0) toast("Opened what the link holds.", { label: "Undo", run: () => state.restore(before) });
  return true;
}

function byHand(link: string, long: string): void {
  const field = h("input", { class: "link", readonly: true, value: link, "aria-label": "Link" });
  dialog("Share", h("p", {}, icon("link"), ` Copy this link. Everyone who opens it sees these files; no server does.${long}`), field);
  field.select();
}
