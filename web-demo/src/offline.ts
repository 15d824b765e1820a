/** Works without a network from the second visit on, and says when there is a newer version. */
import { byId } from "./dom.js";
import { toast } from "./toast.js";

export function offline(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  serviceWorker.register("./sw.js", { scope: "./" }).then(
    (registration) => {
      void serviceWorker.ready.then(() => {
        byId("offline").textContent = "Works offline";
      });
      if (registration.waiting !== null) offer(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => {
          // The first one replaces nothing.
          if (worker.state === "installed" && serviceWorker.controller !== null) offer(worker);
        });
      });
    },
    // Without it the page works all the same, as long as there is a network: a host without HTTPS has none.
    () => undefined,
  );
}

function offer(worker: ServiceWorker): void {
  const run = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    worker.postMessage("take over");
  };
  toast("There is a newer version of this page.", { label: "Reload", run });
}
