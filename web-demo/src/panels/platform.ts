/** The platform bar: what the manifests are judged by. */
import { byId, h } from "../dom.js";
import { settingsProblem } from "../settings.js";
import type { Platform, State } from "../state.js";
import { dialog } from "./dialogs.js";

const OWN = `# A platform of your own.
name: my-platform
title: My platform
gateways:
  - {namespace: infra, name: shared}
routes:
  kinds: [HTTPRoute]
  sameNamespace: true
hostnames:
  templates: ["<app>.<tenant>.example.com"]
forbidden:
  kinds: [Ingress]
`;

export class PlatformBar {
  readonly #state: State;
  readonly #profile = byId<HTMLSelectElement>("profile");
  readonly #tenant = byId<HTMLInputElement>("tenant");
  readonly #domains = byId<HTMLInputElement>("domains");
  readonly #version = byId<HTMLSelectElement>("version");
  readonly #channel = byId<HTMLSelectElement>("channel");
  readonly #complete = byId<HTMLInputElement>("complete");
  readonly #edit = byId<HTMLButtonElement>("edit-profile");

  constructor(state: State) {
    this.#state = state;
    const set = (change: Partial<Platform>) => state.setPlatform(change);
    this.#profile.addEventListener("change", () => {
      const profile = this.#profile.value as Platform["profile"];
      const own = profile === "own" && state.platform.own === "" ? { own: OWN } : {};
      set({ profile, ...own });
      if (profile === "own") this.#editProfile();
    });
    this.#tenant.addEventListener("input", () => set({ tenant: this.#tenant.value.trim() }));
    this.#domains.addEventListener("input", () => set({ domains: this.#domains.value.split(/[\s,]+/).filter((it) => it !== "") }));
    this.#version.addEventListener("change", () => set({ version: this.#version.value }));
    this.#channel.addEventListener("change", () => set({ channel: this.#channel.value as Platform["channel"] }));
    this.#complete.addEventListener("change", () => set({ complete: this.#complete.checked }));
    this.#edit.addEventListener("click", () => this.#editProfile());
    state.listen((change) => {
      if (change.type === "platform") this.#render();
    });
    this.#render();
  }

  /** The releases that the engine knows. */
  releases(releases: readonly string[]): void {
    this.#version.replaceChildren(...[...releases].reverse().map((it) => h("option", { value: it }, it)));
    this.#render();
  }

  /** Leads to the field of the tenant. */
  nameTenant(): void {
    byId<HTMLDetailsElement>("platform-fold").open = true;
    this.#tenant.focus();
  }

  /** Says what is wrong with the settings, and nothing where they can be used. */
  problem(message: string | undefined): void {
    const place = byId("settings-problem");
    place.hidden = message === undefined;
    place.textContent =
      message === undefined ? "" : `These settings cannot be used, the last ones are still in force: ${settingsProblem(this.#state.platform, message)}`;
    const field = message === undefined ? undefined : /\btenant\b/.test(message) ? this.#tenant : /customDomains/.test(message) ? this.#domains : undefined;
    for (const it of [this.#tenant, this.#domains]) {
      if (it === field) it.setAttribute("aria-invalid", "true");
      else it.removeAttribute("aria-invalid");
    }
  }

  #render(): void {
    const { profile, tenant, domains, version, channel, complete } = this.#state.platform;
    this.#profile.value = profile;
    // What is being typed stays as it is.
    if (document.activeElement !== this.#tenant) this.#tenant.value = tenant;
    if (document.activeElement !== this.#domains) this.#domains.value = domains.join(" ");
    this.#version.value = version;
    this.#channel.value = channel;
    this.#complete.checked = complete;
    this.#edit.hidden = profile !== "own";
    const words = { kupe: "Kupe Cloud", none: "no platform", own: "own platform" };
    const parts = [words[profile], tenant, `Gateway API ${version}${channel === "standard" ? "" : ` ${channel}`}`, complete && "complete"];
    byId("platform-short").textContent = parts.filter((it) => it !== false && it !== "").join(" · ");
  }

  #editProfile(): void {
    const text = h("textarea", { id: "own-profile", class: "mono", rows: 18, spellcheck: "false" });
    text.value = this.#state.platform.own;
    text.addEventListener("input", () => this.#state.setPlatform({ own: text.value }));
    const problem = byId("settings-problem");
    const home = problem.parentElement;
    const box = dialog(
      "Your platform",
      h("p", {}, "A profile is data: Gateways that exist, hostnames that tenants may take, kinds that they may not create."),
      h("label", { for: "own-profile" }, "Profile, as YAML"),
      text,
      problem,
    );
    box.addEventListener("close", () => home?.append(problem));
    text.focus();
  }
}
