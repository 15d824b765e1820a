/** Files and folders that are dropped, chosen or pasted. */
import type { State } from "./state.js";

const MANIFEST = /\.(ya?ml|json)$/i;
/** A text that long is no manifest that a user wants to edit. */
const MOST_BYTES = 20 * 1024 * 1024;

/** A file on its way in. */
export interface Incoming {
  readonly name: string;
  readonly text: string;
}

/** Whether a text looks like what a cluster reported: it has statuses that a controller wrote, and versions of the API server. */
export function isDump(text: string): boolean {
  // Looking for the word first is fast in large texts.
  if (!text.includes("resourceVersion")) return false;
  return /^\s*(- )?resourceVersion:|"resourceVersion":/m.test(text) && /^\s*status:|"status":/m.test(text);
}

/** Adds the files and opens the first of them. */
export function takeIn(state: State, files: readonly Incoming[]): void {
  const added = files.map((it) => state.add(it.name, it.text, isDump(it.text)));
  const [first] = added;
  if (first !== undefined) state.open(first.id);
}

/** Texts of chosen files, and the names of those that are left out. */
export async function read(files: readonly { path: string; file: File }[]): Promise<{ taken: Incoming[]; left: string[] }> {
  const taken: Incoming[] = [];
  const left: string[] = [];
  for (const { path, file } of files) {
    if (!MANIFEST.test(path) || file.size > MOST_BYTES) left.push(path);
    else taken.push({ name: path, text: await file.text() });
  }
  taken.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { taken, left };
}

/** The files of a drop, folders walked. */
export async function dropped(transfer: DataTransfer): Promise<{ path: string; file: File }[]> {
  // Entries have to be taken before the event ends.
  const entries = [...transfer.items].map((it) => it.webkitGetAsEntry());
  const files = [...transfer.files];
  const found: { path: string; file: File }[] = [];
  for (const [at, entry] of entries.entries()) {
    const file = files[at];
    if (entry !== null) await walk(entry, found);
    else if (file !== undefined) found.push({ path: file.name, file });
  }
  return found;
}

async function walk(entry: FileSystemEntry, found: { path: string; file: File }[]): Promise<void> {
  // Not every browser has these as classes.
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
  } else if (entry.isDirectory && !entry.name.startsWith(".")) {
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const next = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    for (let some = await next(); some.length > 0; some = await next()) {
      for (const it of some) await walk(it, found);
    }
  }
}
