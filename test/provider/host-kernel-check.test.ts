import { expect, test } from "vitest";
import { UNKNOWN } from "../../provider/contract/properties.ts";
import { recordedHost } from "../driver/recorded-host.ts";
import { startReal } from "./started.ts";

test("a preview tells the whole boot configuration, also when the guest's memory is not known yet", async () => {
  const host = recordedHost(() => ({}));
  const { call } = await startReal({ connect: async () => host.connection });
  const { inputs } = await call.check("HostKernel", { devices: ["auto"], guestMemory: UNKNOWN });
  expect(inputs).not.toHaveProperty("guestMemory");
  expect(Object.keys(Object(inputs.functions))).toEqual(["0000:01:00.0", "0000:01:00.1"]);
});
