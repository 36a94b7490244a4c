import { byteSize } from "../../../../../host/model/byte-size.ts";
import type {
  LibvirtInventory,
  PoolFacts,
  VolumeFacts,
} from "../../../../../host/model/facts/libvirt-facts.ts";

/** A host with libvirt and nothing in it but what is given. */
export function inventory(parts: Partial<LibvirtInventory> = {}): LibvirtInventory {
  return {
    state: "ready",
    libvirtVersion: "9.0.0",
    qemuVersion: "7.2.22",
    pools: [],
    volumes: [],
    domains: [],
    networks: [],
    ...parts,
  };
}

export function pool(changes: Partial<PoolFacts> = {}): PoolFacts {
  const uuid = "eba2e19d-4c20-4d70-a7e2-911d14b603fd";
  return {
    name: "guests",
    uuid,
    type: "dir",
    path: "/pool",
    active: true,
    autostart: true,
    persistent: true,
    ...changes,
  };
}

export function image(changes: Partial<VolumeFacts> = {}): VolumeFacts {
  const path = "/pool/a.qcow2";
  const [capacity, allocation] = [byteSize(2 ** 30), byteSize(5 * 2 ** 20)];
  return {
    pool: "guests",
    name: "a.qcow2",
    path,
    key: path,
    capacity,
    allocation,
    format: "qcow2",
    ...changes,
  };
}
