/** The files of a folder that may be manifests, as `routeproof check` finds them: neither hidden nor ignored by git. */
import type { SourceText } from "@routeproof/web";
import ignore, { type Ignore } from "ignore";
import { FileType, Uri, workspace } from "vscode";

/** The file that holds settings. */
export const SETTINGS = "routeproof.yaml";

/** Files of a folder. */
export interface Walked {
  /** By name, which is the path within the folder. */
  readonly files: readonly SourceText[];
  /** How many were not read: there are too many, they are too large, or reading them failed. */
  readonly left: number;
}

/** Folders that are looked into at most: each is a question to the file system, which may be far away. */
const MOST_FOLDERS = 5_000;
/** Bytes of one file, as the engine takes them, and of all together. */
const MOST_BYTES = { one: 8 * 2 ** 20, all: 64 * 2 ** 20 };
/** Questions to the file system at a time. */
const AT_ONCE = 16;

/** What the lists of ignored files say of a path, those of outer folders first. */
type Rules = readonly ((path: string) => ReturnType<Ignore["test"]>)[];

/** What a file is called within a folder; `undefined` where it is outside of it. */
export function nameIn(root: Uri, file: Uri): string | undefined {
  const folder = root.path.endsWith("/") ? root.path : `${root.path}/`;
  const same = root.scheme === file.scheme && root.authority === file.authority;
  return same && file.path.startsWith(folder) ? file.path.slice(folder.length) : undefined;
}

/** Whether a file may hold manifests, by its name. */
export const mayBeManifest = (name: string) => /\.(ya?ml|json)$/.test(name);

/** The text of a file; `undefined` where it is no text or cannot be read. */
export async function read(file: Uri): Promise<string | undefined> {
  try {
    const bytes = await workspace.fs.readFile(file);
    return bytes.length > MOST_BYTES.one ? undefined : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Reads the files below `root`, `most` of them at most: YAML before JSON, which seldom holds manifests.
 *
 * @param base the folder of the editor that `root` is in, whose lists of ignored files count too
 */
export async function walk(root: Uri, base: Uri, most: number): Promise<Walked> {
  const found: string[] = [];
  let level: { readonly folder: string; readonly rules: Rules }[] = [{ folder: "", rules: await above(root, base) }];
  let folders = 0;
  let left = 0;
  while (level.length > 0) {
    const next: typeof level = [];
    await each(level, async ({ folder, rules }) => {
      folders += 1;
      if (folders > MOST_FOLDERS) {
        left += 1;
        return;
      }
      const entries = await list(root, folder);
      if (entries === undefined) {
        left += 1;
        return;
      }
      const own = entries.some(([name]) => name === ".gitignore") ? await rulesOf(Uri.joinPath(root, folder), (path) => (folder === "" ? path : path.slice(folder.length + 1))) : [];
      const all = [...rules, ...own];
      for (const [name, type] of entries) {
        const path = folder === "" ? name : `${folder}/${name}`;
        const isFolder = type === FileType.Directory;
        if (name.startsWith(".") || isIgnored(all, isFolder ? `${path}/` : path)) continue;
        if (isFolder) next.push({ folder: path, rules: all });
        else if ((type & FileType.File) !== 0 && mayBeManifest(name)) found.push(path);
      }
    });
    level = next;
  }
  const isJson = (name: string) => Number(name.endsWith(".json"));
  found.sort((one, other) => isJson(one) - isJson(other) || (one < other ? -1 : 1));
  left += Math.max(0, found.length - most);
  const files: SourceText[] = [];
  let bytes = 0;
  await each(found.slice(0, most), async (name) => {
    const text = bytes < MOST_BYTES.all ? await read(Uri.joinPath(root, name)) : undefined;
    bytes += text?.length ?? 0;
    if (text === undefined) left += 1;
    else files.push({ name, text });
  });
  files.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { files, left };
}

async function list(root: Uri, folder: string): Promise<[string, FileType][] | undefined> {
  try {
    return await workspace.fs.readDirectory(Uri.joinPath(root, folder));
  } catch {
    return undefined;
  }
}

/** What the list in a folder says of paths, which `within` makes paths within that folder. */
async function rulesOf(folder: Uri, within: (path: string) => string): Promise<Rules> {
  const text = await read(Uri.joinPath(folder, ".gitignore"));
  if (text === undefined) return [];
  const list = ignore().add(text);
  return [(path) => list.test(within(path))];
}

/** The lists above `root`, from `base` on. */
async function above(root: Uri, base: Uri): Promise<Rules> {
  const steps = nameIn(base, root)?.split("/") ?? [];
  const lists = steps.map((_, at) => {
    const rest = steps.slice(at).join("/");
    return rulesOf(Uri.joinPath(base, ...steps.slice(0, at)), (path) => `${rest}/${path}`);
  });
  return (await Promise.all(lists)).flat();
}

/** The innermost list that says anything of a path decides. */
function isIgnored(rules: Rules, path: string): boolean {
  let ignored = false;
  for (const rule of rules) {
    const verdict = rule(path);
    ignored = (ignored || verdict.ignored) && !verdict.unignored;
  }
  return ignored;
}

/** Does something with each item, some at a time. */
async function each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const work = async () => {
    for (const item of queue) await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
}
