/** Places of the engine, which counts from 1, in the words of the editor. */
import type { Position as EnginePosition, Span } from "@routeproof/web";
import { Position, Range } from "vscode";

const position = ({ line, column }: EnginePosition) => new Position(Math.max(0, line - 1), Math.max(0, column - 1));

export function range({ start, end }: Span): Range {
  return new Range(position(start), position(end));
}
