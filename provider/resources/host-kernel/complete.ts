import { isDeepStrictEqual } from "node:util";
import { planBoot } from "../../../host/boot/plan/plan-boot.ts";
import {
  consequencesOf,
  contributionOf,
  sysctlNamesOf,
} from "../../../host/boot/settings/kernel-settings.ts";
import { framebufferArguments } from "../../../host/boot/support/framebuffer-arguments.ts";
import { rebootOf } from "../../../host/boot/trial/plan-trial.ts";
import { requireReboot } from "../../../host/boot/trial/require-reboot.ts";
import { completeBoot } from "../../../host/boot/wanted/complete-boot.ts";
import { resolveFunctions } from "../../../host/boot/wanted/resolve-functions.ts";
import type { WantedBoot } from "../../../host/model/boot/wanted-boot.ts";
import type { FactReader } from "../../../host/read/engine/fact-reader.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { Inputs, State } from "./schema.ts";

/**
 * Works out what the declared inputs mean on this host: which functions, arguments, files, overlay. Functions
 * that were resolved before stay as long as they are there. Throws a HostError for what must not or cannot
 * be.
 */
export async function completeInputs(
  context: OperationContext,
  news: Inputs,
  olds: Inputs | undefined,
): Promise<Inputs> {
  const facts = await context.host.observeSysctl(sysctlNamesOf(news));
  const { host } = await context.host.connection();
  const functions = resolveFunctions(host, facts, news.devices, {
    allowBootDisplay: news.allowBootDisplay,
    previous: sameDevices(news, olds) ? (olds?.functions ?? {}) : {},
    allowUnknownLifelines: news.allowUnknownLifelines,
    allowDisplayInUse: news.allowDisplayInUse,
    allowUnsafeInterrupts: news.allowUnsafeInterrupts,
    ...consequencesOf(news),
    onNotes: (notes) =>
      context.log(
        "warning",
        ["Worth knowing before this is done:", ...notes.map((note) => `- ${note}`)].join("\n"),
      ),
  });
  const added = await contributionOf(news, { ...facts, functions }, (reader) => askHost(context, reader));
  if (added.warnings.length > 0) context.log("warning", added.warnings.join("\n"));
  const wanted = completeBoot(host, facts, functions, {
    commandLine: {
      ...(news.allowBootDisplay ? framebufferArguments(facts, functions) : {}),
      ...news.commandLine,
      ...(news.allowUnsafeInterrupts ? UNSAFE_INTERRUPTS : {}),
    },
    moduleOptions: news.modprobe,
    allowBootDisplay: news.allowBootDisplay,
    iommuPassthrough: news.iommuPassthrough,
    binding: news.binding,
    added,
  });
  const reboot = rebootOf(facts, planBoot(facts, wanted), news);
  if (reboot !== undefined) requireReboot(host, reboot);
  return { ...news, ...wanted };
}

/**
 * vfio looks at this before it works without interrupt remapping; as an argument it also reaches a driver
 * that is built in.
 */
export const UNSAFE_INTERRUPTS = { "vfio_iommu_type1.allow_unsafe_interrupts": "1" } as const;

/** The wanted boot in completed inputs. */
export function wantedOf(news: Inputs): WantedBoot {
  const { functions, files, overlay, images, commandLine } = news;
  if (functions === undefined || files === undefined) {
    throw new Error("HostKernel inputs were not completed");
  }
  return { functions, files, commandLine, ...deliveryOf({ overlay, images }) };
}

/**
 * Inputs as they are compared. Those of an import were never checked, and a refresh compares them: what is
 * worked out is not known then, and stands as it was found.
 */
export function filledFrom({ functions, files, commandLine, ...state }: State, news: Inputs): Inputs {
  return news.functions === undefined
    ? { ...news, functions, files, commandLine, ...deliveryOf(state) }
    : news;
}

/** The overlay or the images, whichever are there. */
export function deliveryOf({
  overlay,
  images,
}: Pick<WantedBoot, "overlay" | "images">): Pick<Inputs, "overlay" | "images"> {
  return {
    ...(overlay === undefined ? {} : { overlay: { ...overlay } }),
    ...(images === undefined ? {} : { images: { ...images } }),
  };
}

async function askHost<T>(context: OperationContext, { script, parse }: FactReader<T>): Promise<T> {
  const connection = await context.host.connection();
  return parse(await connection.run(script, { signal: context.signal }));
}

function sameDevices(news: Inputs, olds: Inputs | undefined): boolean {
  return isDeepStrictEqual(news.devices, olds?.devices);
}
