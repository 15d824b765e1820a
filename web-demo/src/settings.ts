/** The platform bar as the engine's settings: the text of a `routeproof.yaml`. */
import type { Platform } from "./state.js";

export function settingsText(platform: Platform): string {
  const { profile, own, tenant, domains, version, channel, complete } = platform;
  // A flow value is read alike whatever it holds: JSON is YAML.
  const rest = {
    gatewayApi: { version, channel },
    complete,
    // Without a platform there is no tenant, whatever was filled in before.
    ...(profile === "none" || tenant === "" ? {} : { tenant }),
    ...(profile === "none" || domains.length === 0 ? {} : { customDomains: domains }),
  };
  const lines = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (profile !== "own") return [`profile: ${profile}`, ...lines].join("\n");
  const indented = own.replace(/^---[^\n]*\n/, "").split("\n").map((it) => (it === "" ? it : `  ${it}`));
  return ["profile:", ...indented, ...lines].join("\n");
}

/** What the engine says of settings, in the words of the platform bar: a profile of one's own begins at its own line 1. */
export function settingsProblem(platform: Platform, message: string): string {
  if (platform.profile !== "own") return message.replace(/^settings line \d+, column \d+: /, "");
  return message.replace(/^settings line (\d+), column (\d+)/, (_, line: string, column: string) =>
    `your profile, line ${Math.max(1, Number(line) - 1)}, column ${Math.max(1, Number(column) - 2)}`,
  );
}
