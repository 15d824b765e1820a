/** What the page holds: files and the platform. The views listen for changes and keep no copy. */

/** A file in a tab. */
export interface SourceFile {
  /** Stays the same when the file is renamed. */
  readonly id: number;
  readonly name: string;
  readonly text: string;
  /** Whether it is what a cluster reported, not what is to be applied. */
  readonly live: boolean;
}

/** What the platform bar says. */
export interface Platform {
  readonly profile: "kupe" | "none" | "own";
  /** The text of the user's own profile. */
  readonly own: string;
  readonly tenant: string;
  readonly domains: readonly string[];
  readonly version: string;
  readonly channel: "standard" | "experimental";
  /** Whether the files are all there is. */
  readonly complete: boolean;
}

/** What can be kept, shared and restored. */
export interface Snapshot {
  readonly files: readonly Pick<SourceFile, "name" | "text" | "live">[];
  /** The place of the file that is open. */
  readonly active: number;
  readonly platform: Platform;
  /** What the request bar asks about. */
  readonly request?: Asked;
}

/** A request that is asked about; an empty URL is none. */
export interface Asked {
  readonly method: string;
  readonly url: string;
}

/** What changed. */
export type Change =
  | { readonly type: "added"; readonly file: SourceFile }
  | { readonly type: "removed"; readonly file: SourceFile }
  | { readonly type: "renamed"; readonly file: SourceFile; readonly before: SourceFile }
  | { readonly type: "text"; readonly file: SourceFile; readonly by: "editor" | "page" }
  | { readonly type: "active" }
  | { readonly type: "platform" }
  | { readonly type: "request" };

export const PLATFORM: Platform = {
  profile: "kupe",
  own: "",
  tenant: "",
  domains: [],
  version: "1.7",
  channel: "standard",
  complete: false,
};

const NO_REQUEST: Asked = { method: "GET", url: "" };

export class State {
  #files: SourceFile[] = [];
  #active: number | undefined;
  #platform = PLATFORM;
  #request: Asked = NO_REQUEST;
  #next = 1;
  readonly #listeners = new Set<(change: Change) => void>();

  get files(): readonly SourceFile[] {
    return this.#files;
  }

  get active(): SourceFile | undefined {
    return this.#files.find((it) => it.id === this.#active);
  }

  get platform(): Platform {
    return this.#platform;
  }

  get request(): Asked {
    return this.#request;
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.add(listener);
  }

  file(id: number): SourceFile | undefined {
    return this.#files.find((it) => it.id === id);
  }

  named(name: string): SourceFile | undefined {
    return this.#files.find((it) => it.name === name);
  }

  /** Adds a file; where its name is taken, it gets a number. Line ends become those of the editor. */
  add(name: string, text: string, live = false): SourceFile {
    const file = { id: this.#next, name: this.#free(name), text: text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text, live };
    this.#next += 1;
    this.#files.push(file);
    this.#tell({ type: "added", file });
    return file;
  }

  remove(id: number): void {
    const at = this.#files.findIndex((it) => it.id === id);
    const file = this.#files[at];
    if (file === undefined) return;
    this.#files.splice(at, 1);
    this.#tell({ type: "removed", file });
    if (this.#active === id) this.open(this.#files[Math.min(at, this.#files.length - 1)]?.id);
  }

  /** Says whether the name was free and not empty. */
  rename(id: number, name: string): boolean {
    const file = this.file(id);
    if (file === undefined || name === "" || (name !== file.name && this.named(name) !== undefined)) return false;
    this.#replace({ ...file, name }, (it) => ({ type: "renamed", file: it, before: file }));
    return true;
  }

  setLive(id: number, live: boolean): void {
    const file = this.file(id);
    if (file === undefined || file.live === live) return;
    this.#replace({ ...file, live }, (it) => ({ type: "renamed", file: it, before: file }));
  }

  setText(id: number, text: string, by: "editor" | "page"): void {
    const file = this.file(id);
    if (file === undefined || file.text === text) return;
    this.#replace({ ...file, text }, (it) => ({ type: "text", file: it, by }));
  }

  open(id: number | undefined): void {
    if (this.#active === id) return;
    this.#active = id;
    this.#tell({ type: "active" });
  }

  setPlatform(change: Partial<Platform>): void {
    this.#platform = { ...this.#platform, ...change };
    this.#tell({ type: "platform" });
  }

  setRequest(request: Asked): void {
    this.#request = request;
    this.#tell({ type: "request" });
  }

  snapshot(): Snapshot {
    const files = this.#files.map(({ name, text, live }) => ({ name, text, live }));
    return { files, active: Math.max(0, this.#files.findIndex((it) => it.id === this.#active)), platform: this.#platform, request: this.#request };
  }

  restore(snapshot: Snapshot): void {
    for (const file of [...this.#files]) this.remove(file.id);
    this.setPlatform(snapshot.platform);
    this.setRequest(snapshot.request ?? NO_REQUEST);
    const ids = snapshot.files.map((it) => this.add(it.name, it.text, it.live).id);
    this.open(ids[snapshot.active] ?? ids[0]);
  }

  #replace(file: SourceFile, change: (file: SourceFile) => Change): void {
    this.#files = this.#files.map((it) => (it.id === file.id ? file : it));
    this.#tell(change(file));
  }

  #free(name: string): string {
    if (this.named(name) === undefined) return name;
    const [, stem = name, ending = ""] = /^(.*?)(\.[^./]*)?$/.exec(name) ?? [];
    for (let number = 2; ; number += 1) {
      const other = `${stem}-${number}${ending}`;
      if (this.named(other) === undefined) return other;
    }
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** A snapshot out of anything that was stored or shared; `undefined` where it is none. */
export function readSnapshot(value: unknown): Snapshot | undefined {
  if (!isRecord(value) || !Array.isArray(value["files"]) || !isRecord(value["platform"])) return undefined;
  const files = [];
  for (const it of value["files"] as unknown[]) {
    if (!isRecord(it) || typeof it["name"] !== "string" || typeof it["text"] !== "string") return undefined;
    files.push({ name: it["name"], text: it["text"], live: it["live"] === true });
  }
  const kept = value["platform"];
  const text = (key: keyof Platform, otherwise: string) => (typeof kept[key] === "string" ? kept[key] : otherwise);
  const profile = text("profile", PLATFORM.profile);
  const domains = Array.isArray(kept["domains"]) ? kept["domains"].filter((it) => typeof it === "string") : [];
  const platform: Platform = {
    profile: profile === "none" || profile === "own" ? profile : "kupe",
    own: text("own", ""),
    tenant: text("tenant", ""),
    domains,
    version: text("version", PLATFORM.version),
    channel: kept["channel"] === "experimental" ? "experimental" : "standard",
    complete: kept["complete"] === true,
  };
  const asked = isRecord(value["request"]) ? value["request"] : {};
  const word = (key: keyof Asked) => (typeof asked[key] === "string" ? asked[key] : NO_REQUEST[key]);
  const request = { method: word("method"), url: word("url") };
  return { files, active: typeof value["active"] === "number" ? value["active"] : 0, platform, request };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
