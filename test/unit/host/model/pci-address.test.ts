import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePciAddress, partsOf, slotOf } from "../../../../host/model/pci-address.ts";
import { parseSelector } from "../../../../host/model/selector.ts";

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
const parts = fc.record({
  domain: fc.integer({ min: 0, max: 0xffff }),
  bus: fc.integer({ min: 0, max: 0xff }),
  slot: fc.integer({ min: 0, max: 0x1f }),
  function: fc.integer({ min: 0, max: 7 }),
});

test("every address is read as its parts, in any case", () => {
  fc.assert(
    fc.property(parts, fc.boolean(), (given, upper) => {
      const text = `${hex(given.domain, 4)}:${hex(given.bus, 2)}:${hex(given.slot, 2)}.${given.function}`;
      const address = parsePciAddress(upper ? text.toUpperCase() : text);
      expect(address).toBe(text);
      if (address === undefined) return;
      expect(partsOf(address)).toEqual(given);
      expect(parseSelector(text)).toEqual({ kind: "function", address });
      expect(parseSelector(slotOf(address))).toEqual({ kind: "slot", slot: slotOf(address) });
    }),
  );
});

test("no text makes a selector throw", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseSelector(text)));
});

const selectors: [text: string, expected: object | undefined][] = [
  ["auto", { kind: "auto" }],
  ["01:00.0", { kind: "function", address: "0000:01:00.0" }],
  ["01:00", { kind: "slot", slot: "0000:01:00" }],
  ["0000:01:00", { kind: "slot", slot: "0000:01:00" }],
  ["10DE:1b06", { kind: "ids", vendor: "10de", device: "1b06" }],
  ["0000:01:20.0", undefined],
  ["01:00.8", undefined],
  ["1:0.0", undefined],
  ["10de:1b06:1", undefined],
  ["", undefined],
  ["all", undefined],
];
test.for(selectors)("the selector %s", ([text, expected]) => {
  expect(parseSelector(text)).toEqual(expected);
});
