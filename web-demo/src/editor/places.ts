/** Places of the engine in documents of the editor. */
import type { Span } from "@routeproof/web";
import type { Text } from "@codemirror/state";

/** From where to where in `text`, never outside of it. Both count UTF-16 units, and line ends are `\n` on both sides. */
export function range(text: Text, span: Span): { from: number; to: number } {
  return { from: Math.min(span.start.offset, text.length), to: Math.min(span.end.offset, text.length) };
}
