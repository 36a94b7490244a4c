import { expect, test } from "vitest";
import { kernelstub } from "../../../../../host/boot/loaders/kernelstub/manage.ts";
import { describeUndo } from "../../../../../host/boot/plan/describe-undo.ts";
import { wantedBoot } from "../lab-host.ts";

test("what has to be deleted at the boot menu is what binds", () => {
  expect(describeUndo(kernelstub.undo, wantedBoot()).join("\n")).toContain("delete vfio_bind=… at");
  expect(describeUndo(kernelstub.undo, wantedBoot({ "vfio-pci.ids": "1234:1111" })).join("\n")).toContain(
    "delete vfio-pci.ids=… at",
  );
});
