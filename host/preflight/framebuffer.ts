import { argumentAgainst } from "../boot/support/framebuffer-arguments.ts";
import type { Topic } from "./check.ts";

/**
 * Whether the memory of the functions is free of the firmware's picture. What holds it there keeps the guest
 * from mapping it ("BAR 0: can't reserve"), unless a graphics driver has taken over meanwhile.
 */
export const framebuffer: Topic = ({ condition, kernel }, { functions }) => {
  const common = {
    id: "framebuffer",
    title: "No console of the host lies in the memory of the card",
    weight: "soft",
  } as const;
  const held = condition.framebuffers.filter(({ address }) =>
    functions.some((one) => one.address === address),
  );
  const owners = [...new Set(held.map(({ owner }) => owner))];
  if (owners.length === 0) return [{ ...common, answer: "yes", evidence: "none in /proc/iomem" }];
  const token = argumentAgainst(owners);
  const [name = "", value = ""] = [token.slice(0, token.indexOf("=")), token.slice(token.indexOf("=") + 1)];
  const bootDisplay = functions.some(({ bootVga }) => bootVga === true);
  const where = [...new Set(held.map(({ address }) => address))].join(", ");
  const set = kernel.commandLine.split(/\s+/).includes(token);
  return [
    {
      ...common,
      answer: "no",
      evidence: `${owners.join(", ")} in the memory of ${where} (/proc/iomem)${set ? `, in spite of ${token}` : ""}`,
      next: bootDisplay
        ? `make another adapter the primary display in the firmware setup; with allowBootDisplay, ${token} is added and the host's console is dark`
        : `make another adapter the primary display in the firmware setup, or declare commandLine: { ${name}: "${value}" }; the host's console is dark then`,
    },
  ];
};
