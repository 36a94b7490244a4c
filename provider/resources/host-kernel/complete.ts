import { isDeepStrictEqual } from "node:util";
import { decideBoot } from "../../../host/boot/decide-boot.ts";
import type { WantedBoot } from "../../../host/model/boot/wanted-boot.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { Inputs, State } from "./schema.ts";

/**
 * Adds what the declared inputs mean on this host: functions, arguments, files, overlay. Functions that were
 * resolved before stay as long as they are there. Throws a HostError for what must not or cannot be.
 */
export async function completeInputs(
  context: OperationContext,
  news: Inputs,
  olds: Inputs | undefined,
): Promise<Inputs> {
  const isSame = isDeepStrictEqual(news.devices, olds?.devices);
  const wanted = await decideBoot(context.host, news, {
    previous: isSame ? (olds?.functions ?? {}) : {},
    signal: context.signal,
    onWarning: (text) => context.log("warning", text),
  });
  return { ...news, ...wanted };
}

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
