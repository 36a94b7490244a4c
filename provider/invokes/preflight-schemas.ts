import { z } from "zod";

/** One answer of the preflight, as host/preflight/check.ts describes it. */
const checkSchema = z.object({
  id: z.string().describe("Which question it is: boot-display."),
  title: z.string().describe("What is so when the answer is yes."),
  answer: z.enum(["yes", "no", "unknown"]),
  weight: z.enum(["hard", "soft"]).describe("hard: anything but a yes stops HostKernel, in a preview too."),
  evidence: z.string().describe("What was seen."),
  next: z.string().optional().describe("What to do."),
  override: z
    .enum(["allowBootDisplay", "allowUnknownLifelines", "allowDisplayInUse", "allowUnsafeInterrupts"])
    .optional()
    .describe("The input of HostKernel with which one goes on all the same."),
});

/** The answers for every card, by its slot. */
export const preflightSchema = z.record(z.string(), z.array(checkSchema));
