import type { Topic } from "./check.ts";

/** The kernel argument that keeps each owner away. The generic ones are registered by sysfb_init, which `video=efifb:off` does not stop. */
const ARGUMENTS: Readonly<Record<string, string>> = { efifb: "video=efifb:off", vesafb: "video=vesafb:off" };
const GENERIC = "initcall_blacklist=sysfb_init";

/**
 * Whether the memory of the functions is free of the firmware's picture. What holds it there keeps the guest from mapping it ("BAR 0: can't
 * reserve"), unless a graphics driver has taken over meanwhile.
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
  const first = owners.find((owner) => ARGUMENTS[owner] !== undefined);
  const token = first === undefined ? GENERIC : (ARGUMENTS[first] ?? GENERIC);
  const [name = "", value = ""] = [token.slice(0, token.indexOf("=")), token.slice(token.indexOf("=") + 1)];
  const where = [...new Set(held.map(({ address }) => address))].join(", ");
  const set = kernel.commandLine.split(/\s+/).includes(token);
  return [
    {
      ...common,
      answer: "no",
      evidence: `${owners.join(", ")} in the memory of ${where} (/proc/iomem)${set ? `, in spite of ${token}` : ""}`,
      next: `make another adapter the primary display in the firmware setup, or declare commandLine: { ${name}: "${value}" }; the host's console is dark then`,
    },
  ];
};
