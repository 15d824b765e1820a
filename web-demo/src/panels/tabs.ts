/** Files in tabs: open, add, rename, delete, and whether a file is a dump of a cluster. */
import type { Result } from "../analysis.js";
import { byId, count, h, icon } from "../dom.js";
import { dropped, read, takeIn } from "../files.js";
import type { SourceFile, State } from "../state.js";
import { toast } from "../toast.js";
import { menu } from "./menu.js";

export class Tabs {
  readonly #state: State;
  readonly #list = byId("tabs");
  readonly #tabs = new Map<number, HTMLElement>();
  readonly #focusEditor: () => void;

  constructor(state: State, focusEditor: () => void) {
    this.#state = state;
    this.#focusEditor = focusEditor;
    state.listen((change) => {
      if (change.type !== "text" && change.type !== "platform") this.#render();
    });
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    byId("add-file").addEventListener("click", () => this.addEmpty());
    byId("file-menu").addEventListener("click", () => this.#menu());
    const picker = byId<HTMLInputElement>("picker");
    picker.addEventListener("change", () => {
      const chosen = [...(picker.files ?? [])].map((file) => ({ path: file.name, file }));
      picker.value = "";
      void this.#take(chosen);
    });
    this.#drops();
    this.#render();
  }

  /** Marks tabs with what is wrong in them. */
  show({ findings }: Result): void {
    for (const [id, tab] of this.#tabs) {
      const counts = findings.counts[this.#state.file(id)?.name ?? ""];
      const [errors, warnings] = [counts?.error ?? 0, counts?.warning ?? 0];
      const mark = tab.querySelector(".tab-mark");
      if (mark === null) continue;
      const label = errors > 0 ? count(errors, "error") : warnings > 0 ? count(warnings, "warning") : "";
      if (mark.getAttribute("aria-label") === label) continue;
      mark.className = `tab-mark ${errors > 0 ? "error" : warnings > 0 ? "warning" : ""}`;
      mark.textContent = errors + warnings > 0 ? String(errors > 0 ? errors : warnings) : "";
      mark.setAttribute("aria-label", label);
    }
  }

  addEmpty(): void {
    const name = this.#state.files.length === 0 ? "route.yaml" : "new.yaml";
    this.#state.open(this.#state.add(name, "").id);
    this.#focusEditor();
  }

  #render(): void {
    const active = this.#state.active?.id;
    const ids = new Set(this.#state.files.map((it) => it.id));
    for (const id of this.#tabs.keys()) if (!ids.has(id)) this.#tabs.delete(id);
    const had = this.#list.contains(document.activeElement);
    const tabs = this.#state.files.map((file) => this.#tab(file, file.id === active));
    this.#list.replaceChildren(...tabs);
    const open = active === undefined ? undefined : this.#tabs.get(active);
    requestAnimationFrame(() => open?.scrollIntoView({ block: "nearest", inline: "nearest" }));
    if (had) open?.focus();
    byId("file-menu").hidden = active === undefined;
    const panel = byId("editor-panel");
    if (open !== undefined) panel.setAttribute("aria-labelledby", open.id);
  }

  #tab(file: SourceFile, selected: boolean): HTMLElement {
    const old = this.#tabs.get(file.id);
    const mark = old?.querySelector(".tab-mark") ?? h("span", { class: "tab-mark", role: "img", "aria-label": "" });
    const tab = h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${file.id}`,
        "aria-selected": selected ? "true" : "false",
        "aria-controls": "editor-panel",
        tabindex: selected ? 0 : -1,
        title: file.live ? `${file.name}: reported by a cluster` : file.name,
        onclick: () => this.#state.open(file.id),
        ondblclick: () => this.#rename(file.id),
      },
      icon(file.live ? "pulse" : "file"),
      h("span", { class: "tab-name" }, file.name),
      file.live && h("span", { class: "tab-live" }, "live"),
      mark,
    );
    this.#tabs.set(file.id, tab);
    return tab;
  }

  #key(event: KeyboardEvent): void {
    const { files, active } = this.#state;
    const at = files.findIndex((it) => it.id === active?.id);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (active === undefined || event.target instanceof HTMLInputElement) return;
    if (to !== undefined) this.#state.open(files.at(to % files.length)?.id);
    else if (event.key === "F2") this.#rename(active.id);
    else if (event.key === "Delete") this.#delete(active.id);
    else return;
    event.preventDefault();
    this.#tabs.get(this.#state.active?.id ?? -1)?.focus();
  }

  #menu(): void {
    const file = this.#state.active;
    if (file === undefined) return;
    const button = byId("file-menu");
    const { left, bottom } = button.getBoundingClientRect();
    const live = file.live
      ? { label: "Treat as a manifest", note: "what is to be applied" }
      : { label: "Treat as live", note: "what a cluster reported" };
    menu(
      `File ${file.name}`,
      { left, top: bottom + 4 },
      [
        { label: "Rename", note: "F2", run: () => this.#rename(file.id) },
        { ...live, run: () => this.#state.setLive(file.id, !file.live) },
        { label: "Open files…", run: () => byId("picker").click() },
        { label: "Delete", note: "Del", danger: true, run: () => this.#delete(file.id) },
      ],
      () => button.focus(),
    );
  }

  #rename(id: number): void {
    const file = this.#state.file(id);
    const tab = this.#tabs.get(id);
    if (file === undefined || tab === undefined) return;
    const input = h("input", { class: "tab-rename", "aria-label": "New name", value: file.name, spellcheck: "false" });
    let done = false;
    const finish = (keep: boolean) => {
      if (done) return;
      done = true;
      const name = input.value.trim();
      const renamed = keep && name !== file.name && this.#state.rename(id, name);
      if (!renamed) this.#render();
      if (keep && name !== "" && name !== file.name && !renamed) toast(`There is a file ${name} already.`);
      this.#tabs.get(id)?.focus();
    };
    input.addEventListener("blur", () => finish(true));
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") finish(true);
      if (event.key === "Escape") finish(false);
    });
    tab.replaceWith(input);
    input.focus();
    const ending = file.name.lastIndexOf(".");
    input.setSelectionRange(0, ending > 0 ? ending : file.name.length);
  }

  #delete(id: number): void {
    const file = this.#state.file(id);
    if (file === undefined) return;
    const before = this.#state.snapshot();
    this.#state.remove(id);
    toast(`${file.name} is deleted.`, { label: "Undo", run: () => this.#state.restore(before) });
  }

  async #take(files: readonly { path: string; file: File }[]): Promise<void> {
    const { taken, left } = await read(files);
    takeIn(this.#state, taken);
    if (left.length > 0) {
      toast(`${count(left.length, "file")} left out: no YAML or JSON, or too large (${left.slice(0, 3).join(", ")}${left.length > 3 ? ", …" : ""}).`);
    } else if (taken.length === 0) {
      toast("There is no YAML or JSON file in it.");
    }
  }

  #drops(): void {
    let depth = 0;
    const over = (it: boolean) => document.body.classList.toggle("dropping", it);
    const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    document.addEventListener("dragenter", (event) => {
      if (!files(event)) return;
      depth += 1;
      over(true);
    });
    document.addEventListener("dragleave", (event) => {
      if (!files(event)) return;
      depth -= 1;
      if (depth <= 0) over(false);
    });
    document.addEventListener("dragover", (event) => {
      if (files(event)) event.preventDefault();
    });
    // Before the editor, which would paste the text of a file where it falls.
    document.addEventListener(
      "drop",
      (event) => {
        if (!files(event) || event.dataTransfer === null) return;
        event.preventDefault();
        event.stopPropagation();
        depth = 0;
        over(false);
        void dropped(event.dataTransfer).then((it) => this.#take(it));
      },
      true,
    );
  }
}
