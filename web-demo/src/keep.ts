/** Files that outlive a reload: kept in this browser, and nowhere else. */
import { readSnapshot, type Snapshot, type State } from "./state.js";

const KEY = "routeproof.files";
const QUIET = 500;
/** What is larger is written when the page is left. */
const LARGE = 200_000;
/** More than that is not written with every pause: browsers keep five million characters at most. */
const MOST = 1_500_000;

export function kept(): Snapshot | undefined {
  try {
    return readSnapshot(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return undefined;
  }
}

export function keep(state: State): void {
  let timer: number | undefined;
  const size = () => state.files.reduce((sum, it) => sum + it.text.length, 0);
  const write = () => {
    try {
      if (size() > MOST) throw new RangeError("too large");
      localStorage.setItem(KEY, JSON.stringify(state.snapshot()));
    } catch {
      // More than the browser keeps: then it is not kept, and what is there is older than what is shown.
      localStorage.removeItem(KEY);
    }
  };
  state.listen(() => {
    clearTimeout(timer);
    if (size() <= LARGE) timer = setTimeout(write, QUIET);
  });
  window.addEventListener("pagehide", write);
}
