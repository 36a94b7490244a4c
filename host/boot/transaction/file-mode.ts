import { paths } from "../../model/managed-paths.ts";
import { toolPrograms } from "../tools/choose-tool.ts";

/** File mode, octal, by path. */
export function modeOf(path: string): string {
  const isProgram =
    path.startsWith("/etc/kernel/") || path.startsWith("/usr/local/lib/") || toolPrograms.includes(path);
  return isProgram && path !== paths.arguments && path !== paths.bootFolder ? "0755" : "0644";
}
