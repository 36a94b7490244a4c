import { connect } from "node:net";
import { LocalError } from "../toolchain/local/errors.ts";

const LEAVE = "\u001d"; // Ctrl-]

/** Connects this terminal to the workstation's serial console until Ctrl-] is typed or the machine ends. */
export function openConsole(socketPath: string): Promise<void> {
  const { stdin, stdout } = process;
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const close = (): void => {
      stdin.setRawMode?.(false);
      stdin.pause();
      socket.destroy();
    };
    socket.on("connect", () => {
      stdin.setRawMode?.(true);
      stdin.on("data", (data: Buffer) => {
        if (data.includes(LEAVE)) close();
        else socket.write(data);
      });
      stdin.resume();
    });
    socket.on("data", (data) => stdout.write(data));
    socket.on("error", (cause) => {
      close();
      reject(new LocalError({ what: `The serial console at ${socketPath} cannot be opened`, cause }));
    });
    socket.on("close", () => {
      close();
      resolve();
    });
  });
}
