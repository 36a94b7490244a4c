import { z } from "zod";
import { contribution } from "../contribution/contribution.ts";
import { bootableKernels, deliver } from "../contribution/module-delivery.ts";
import { setting } from "../contribution/setting.ts";

const options = z
  .strictObject({
    ignoreMsrs: z
      .boolean()
      .optional()
      .describe(
        "Whether a guest that accesses a processor register unknown to KVM gets zero instead of a " +
          "fault. Not for guests that run well without: it hides their errors.",
      ),
    reportIgnoredMsrs: z
      .boolean()
      .optional()
      .describe(
        "Whether ignored accesses are written to the kernel log; some guests make thousands. KVM's " +
          "default is true.",
      ),
  })
  .meta({ id: "KvmOptions", description: "Options of KVM that matter to guests." });

/** Options of KVM that matter to guests, however each installed kernel has it. */
export type KvmOptions = z.input<typeof options>;

export const kvm = setting({
  properties: { kvm: options.optional().describe("Options of KVM.") },
  contribute({ kvm }, facts) {
    if (kvm === undefined) return contribution();
    const values = { ignore_msrs: kvm.ignoreMsrs, report_ignored_msrs: kvm.reportIgnoredMsrs };
    const forms = bootableKernels(facts).map(({ kvm: form }) => form ?? "unknown");
    return deliver({ module: "kvm", values, forms, path: "kvm" });
  },
});
