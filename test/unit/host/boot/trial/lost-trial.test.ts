import { expect, it } from "vitest";
import type { HostConnection } from "../../../../../host/model/host-connection.ts";
import { SimulatedHost } from "../simulated-host.ts";
import { failure, settle } from "./trial-runs.ts";

/** A host that cannot be reached any more once its trial was looked at. */
class LostHost extends SimulatedHost {
  override connection(): Promise<HostConnection> {
    const isRejected = this.reboots > 0 && this.#looks > 1;
    return isRejected ? Promise.reject(new Error("no route to host")) : super.connection();
  }

  #looks = 0;

  override observe() {
    if (this.reboots > 0) this.#looks += 1;
    return super.observe();
  }
}

it("says that a trial which is lost returns by itself, and what was wrong with it", async () => {
  const host = new LostHost();
  host.bindRefusal = "refused: 0000:01:00.0 is not there";
  expect(await failure(settle(host))).toMatchObject({
    name: "NotSettled",
    problem: {
      what: expect.stringMatching(
        /^The trial is not as it should be, and the host did not return to what it ran before yet/,
      ),
      host: "ops@ws1:22",
      found: expect.stringMatching(/not everything took[\s\S]*no route to host/),
      next: expect.stringContaining("falls back on its own within 180 s"),
    },
  });
});
