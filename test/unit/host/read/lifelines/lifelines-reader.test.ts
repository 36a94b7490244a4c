import { expect, test } from "vitest";
import { parseLifelines } from "../../../../../host/read/lifelines/parse-lifelines.ts";

const PCI = "/sys/devices/pci0000:00";
const DISK = `block 8:2 ${PCI}/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda2\nmount 8:2 / - ext4 /dev/sda2 rw`;

const networks: [name: string, lines: string, expected: object][] = [
  [
    "a network card",
    `socket 77\ntcp 0501A8C0:0016 77\naddress eth0 192.168.1.5/24\nnet ${PCI}/0000:00:1c.0/0000:02:00.0/net/eth0`,
    { state: "known", addresses: ["0000:02:00.0"] },
  ],
  [
    "two cards under a bond under a VLAN under a bridge",
    `socket 77\ntcp 0501A8C0:0016 77\naddress br0 192.168.1.5/24\nnet /sys/devices/virtual/net/br0\nnet /sys/devices/virtual/net/bond0.7
net /sys/devices/virtual/net/bond0\nbelow /sys/devices/virtual/net/br0 lower_bond0.7\nbelow /sys/devices/virtual/net/bond0.7 lower_bond0
below /sys/devices/virtual/net/bond0 lower_eth0\nbelow /sys/devices/virtual/net/bond0 lower_eth1
net ${PCI}/0000:00:1f.6/net/eth0\nnet ${PCI}/0000:00:1c.0/0000:02:00.0/net/eth1`,
    { state: "known", addresses: ["0000:00:1f.6", "0000:02:00.0"] },
  ],
  [
    "an IPv6 session, though spelled differently",
    `socket 9\ntcp B80D0120000000000000000001000000:0016 9\naddress eth0 2001:db8:0::1/64\nnet ${PCI}/0000:00:1f.6/net/eth0`,
    { state: "known", addresses: ["0000:00:1f.6"] },
  ],
  [
    "an IPv4 session on an IPv6 socket",
    `socket 9\ntcp 0000000000000000FFFF00000501A8C0:0016 9\naddress eth0 192.168.1.5/24\nnet ${PCI}/0000:00:1f.6/net/eth0`,
    { state: "known", addresses: ["0000:00:1f.6"] },
  ],
  [
    "a USB adapter, by its controller",
    `socket 9\ntcp 0501A8C0:0016 9\naddress usb0 192.168.1.5/24\nnet ${PCI}/0000:00:14.0/usb1/1-2/1-2:1.0/net/usb0`,
    { state: "known", addresses: ["0000:00:14.0"] },
  ],
  [
    "a tunnel, by the default route",
    `socket 9\ntcp 0100000A:0016 9\naddress wg0 10.0.0.1/24\nnet /sys/devices/virtual/net/wg0\nroute default via 192.168.1.1 dev eth0 proto dhcp
net ${PCI}/0000:00:1f.6/net/eth0`,
    { state: "known", addresses: ["0000:00:1f.6"], parts: [{ use: "the default route", device: "eth0" }] },
  ],
  [
    "a jump through the loopback, by the default route",
    `socket 9\ntcp 0100007F:0016 9\naddress lo 127.0.0.1/8\nroute default via 192.168.1.1 dev eth0\nnet ${PCI}/0000:00:1f.6/net/eth0`,
    { state: "known", addresses: ["0000:00:1f.6"] },
  ],
  [
    "a session that another process holds, by the default route",
    `socket 1\ntcp 0501A8C0:0016 9\naddress eth1 192.168.1.5/24\nroute default via 192.168.1.1 dev eth0
net ${PCI}/0000:00:1f.6/net/eth0\nnet ${PCI}/0000:00:1c.0/0000:02:00.0/net/eth1`,
    { state: "known", addresses: ["0000:00:1f.6"] },
  ],
  [
    "hardware that is not PCI",
    `socket 9\ntcp 0501A8C0:0016 9\naddress eth0 192.168.1.5/24\nnet /sys/devices/platform/soc/1.ethernet/net/eth0`,
    { state: "known", addresses: [] },
  ],
  [
    "a switch in software without ports",
    `socket 9\ntcp 0501A8C0:0016 9\naddress ovs0 192.168.1.5/24\nnet /sys/devices/virtual/net/ovs0\nroute default via 192.168.1.1 dev ovs0`,
    { state: "unknown", because: expect.stringContaining("ovs0") },
  ],
  ["nothing", "", { state: "unknown" }],
];
test.for(networks)("the way in through %s", ([, lines, expected]) => {
  expect(parseLifelines(lines).network).toMatchObject(expected);
});

const NVME = `block 259:0 ${PCI}/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1`;
const disks: [name: string, lines: string, expected: object][] = [
  ["a partition", DISK, { state: "known", addresses: ["0000:00:17.0"] }],
  [
    "LUKS on LVM on two disks, with swap",
    `${NVME}\nblock 8:0 ${PCI}/0000:00:17.0/ata1/block/sda\nblock 254:0 /sys/devices/virtual/block/dm-0\nblock 254:1 /sys/devices/virtual/block/dm-1
slave /sys/devices/virtual/block/dm-0 slaves/nvme0n1\nslave /sys/devices/virtual/block/dm-0 slaves/sda
slave /sys/devices/virtual/block/dm-1 slaves/dm-0\nmapper /sys/devices/virtual/block/dm-1 root
mount 254:1 / shared:1 - ext4 /dev/mapper/root rw\nswap /dev/dm-1`,
    { state: "known", addresses: ["0000:03:00.0", "0000:00:17.0"], parts: [{ use: "/" }, { use: "swap" }] },
  ],
  [
    "a partition of an md array",
    `${NVME}\nblock 9:0 /sys/devices/virtual/block/md0\nblock 259:7 /sys/devices/virtual/block/md0/md0p1
slave /sys/devices/virtual/block/md0 slaves/nvme0n1\nmount 259:7 / - ext4 /dev/md0p1 rw`,
    { state: "known", addresses: ["0000:03:00.0"] },
  ],
  [
    "btrfs over two disks",
    `${NVME}\nblock 8:0 ${PCI}/0000:00:17.0/ata1/block/sda\nbtrfs /sys/fs/btrfs/1234-5/devices/sda\nbtrfs /sys/fs/btrfs/1234-5/devices/nvme0n1
mount 0:29 / shared:1 - btrfs /dev/sda rw,subvol=/@`,
    { state: "known", addresses: ["0000:00:17.0", "0000:03:00.0"] },
  ],
  [
    "a ZFS mirror",
    `${NVME}\nblock 8:0 ${PCI}/0000:00:17.0/ata1/block/sda\nzpool rpool\nzpool mirror-0\nzpool /dev/sda\nzpool /dev/nvme0n1\nzpool tank
zpool /dev/sdz\nmount 0:29 / - zfs rpool/ROOT/debian rw`,
    { state: "known", addresses: ["0000:00:17.0", "0000:03:00.0"] },
  ],
  [
    "NVMe with multipath, by the subsystem's controllers",
    `block 259:0 /sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1
nvme /sys/class/nvme-subsystem/nvme-subsys0/nvme0 ${PCI}/0000:00:1d.0/0000:03:00.0/nvme/nvme0\nmount 259:0 / - ext4 /dev/nvme0n1 rw`,
    { state: "known", addresses: ["0000:03:00.0"] },
  ],
  [
    "a second disk with data on it",
    `${DISK}\n${NVME}\nmount 259:0 /mnt/data - xfs /dev/nvme0n1 rw`,
    { state: "known", addresses: ["0000:00:17.0", "0000:03:00.0"] },
  ],
  [
    "a boot partition that cannot be followed",
    `${DISK}\nmount 7:0 /boot - ext4 /dev/loop0 rw`,
    { state: "unknown", because: expect.stringContaining("/boot") },
  ],
  [
    "a mounted image, which is no disk",
    `${DISK}\nmount 7:0 /snap/core - squashfs /dev/loop0 ro`,
    { state: "known", addresses: ["0000:00:17.0"] },
  ],
  [
    "a btrfs mirror with a member that is gone",
    `block 8:0 ${PCI}/0000:00:17.0/ata1/block/sda\nbtrfs /sys/fs/btrfs/1-2/devices/sda\nbtrfs /sys/fs/btrfs/1-2/devices/sdq
mount 0:29 / - btrfs /dev/sda rw`,
    { state: "unknown" },
  ],
  ["a live system", "mount 0:22 / - overlay overlay rw", { state: "unknown" }],
  ["nothing", "", { state: "unknown" }],
];
test.for(disks)("the system on %s", ([, lines, expected]) => {
  expect(parseLifelines(lines).disks).toMatchObject(expected);
});
