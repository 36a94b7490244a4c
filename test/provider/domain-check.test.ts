import { expect, test } from "vitest";
import { UNKNOWN } from "../../provider/contract/properties.ts";
import { recordedHost } from "../driver/recorded-host.ts";
import { startReal } from "./started.ts";

const declared = { name: "win11", memory: "1 GiB", vcpus: 1, hostdevs: ["01:00.0"] };

test.each([
  [UNKNOWN, false],
  [true, true],
  [undefined, false],
])("a domain with awaitsReboot %s goes on with %s", async (awaitsReboot, expected) => {
  const { connection } = recordedHost(() => ({}));
  const { call } = await startReal({ connect: async () => connection });
  const { inputs } = await call.check("Domain", { ...declared, awaitsReboot });
  expect(inputs).toMatchObject({ awaitsReboot: expected, hostdevs: ["01:00.0"] });
});
