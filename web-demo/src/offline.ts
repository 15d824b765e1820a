/** Works without a network from the second visit on. */
import { byId } from "./dom.js";

export function offline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("./sw.js", { scope: "./" }).then(
    () => navigator.serviceWorker.ready.then(() => {
      byId("offline").textContent = "Works offline";
    }),
    // Without it the page works all the same, as long as there is a network: a host without HTTPS has none.
    () => undefined,
  );
}
