import { createServer } from "node:net";

/** A TCP port on 127.0.0.1 that no program listens on. */
export const freePort = (): Promise<number> => listen(0);

/** Whether this port on 127.0.0.1 can be listened on now. */
export async function isPortFree(port: number): Promise<boolean> {
  return listen(port).then(
    () => true,
    () => false,
  );
}

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}
