/**
 * YAML for the editor, read document by document: with a key the one that it changes is read anew, while the parser
 * alone reads a good part of the file. The engine reads the text itself; this is for colours, folds and indentation.
 */
import { yamlLanguage } from "@codemirror/lang-yaml";
import { LanguageSupport } from "@codemirror/language";
import { Tree, type Input, type PartialParse } from "@lezer/common";

/** What is longer is a list of many objects: the parser's own memory of it is better. */
const LONG = 20_000;

const { parser } = yamlLanguage;

/** What was read last, by its text. */
let known: ReadonlyMap<string, Tree> = new Map();

/** Reads the documents of one text, each in steps. */
class Documents implements PartialParse {
  parsedPos = 0;
  stoppedAt: number | null = null;
  readonly #texts: readonly string[];
  readonly #trees: Tree[] = [];
  readonly #starts: number[] = [];
  readonly #read = new Map<string, Tree>();
  #current: PartialParse | undefined;

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  stopAt(pos: number): void {
    this.stoppedAt = pos;
  }

  advance(): Tree | null {
    const text = this.#texts[this.#trees.length];
    if (text === undefined || (this.stoppedAt !== null && this.parsedPos >= this.stoppedAt)) {
      if (text === undefined) known = this.#read;
      return new Tree(parser.topNode, this.#trees, this.#starts, this.parsedPos);
    }
    const before = known.get(text) ?? this.#read.get(text);
    if (before === undefined) this.#current ??= parser.startParse(text);
    const tree = before ?? this.#current?.advance();
    if (!tree) return null;
    this.#current = undefined;
    this.#read.set(text, tree);
    this.#trees.push(tree);
    this.#starts.push(this.parsedPos);
    this.parsedPos += text.length;
    return null;
  }
}

/** The documents in a text, each with the line that it begins with. */
function documents(input: Input): string[] {
  return input.read(0, input.length).split(/(?<=\n)(?=---(?:\s|$))/);
}

const language = yamlLanguage.configure({
  wrap: (whole, input) => {
    const texts = documents(input);
    return texts.length > 1 && texts.every((it) => it.length <= LONG) ? new Documents(texts) : whole;
  },
});

/** The language of manifests. */
export const yaml = () => new LanguageSupport(language);
