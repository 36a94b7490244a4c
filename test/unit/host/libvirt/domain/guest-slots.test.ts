import { describe, expect, test } from "vitest";
import {
  nothingTaken,
  placeHostdevs,
  type TakenPlaces,
} from "../../../../../host/libvirt/domain/guest-slots.ts";
import { address } from "./wishes.ts";

const place = (functions: readonly string[], taken: TakenPlaces = nothingTaken): Record<string, string> =>
  Object.fromEntries(
    [...placeHostdevs(functions.map(address), taken)].map(([host, { bus, function: fn, multifunction }]) => [
      host,
      `${bus}.${fn}${multifunction ? " multifunction" : ""}`,
    ]),
  );

describe("places in the guest", () => {
  test("functions of one card share a slot and keep their numbers", () => {
    expect(place(["01:00.1", "01:00.0", "01:00.3"])).toEqual({
      "0000:01:00.0": "1.0 multifunction",
      "0000:01:00.1": "1.1",
      "0000:01:00.3": "1.3",
    });
  });

  test("a slot must have a function 0", () => {
    expect(place(["01:00.2", "01:00.3"])).toEqual({
      "0000:01:00.2": "1.0 multifunction",
      "0000:01:00.3": "1.1",
    });
  });

  test("other cards have buses of their own, also those of another domain", () => {
    expect(place(["01:00.0", "02:00.0", "0001:01:00.0"])).toEqual({
      "0000:01:00.0": "1.0",
      "0000:02:00.0": "2.0",
      "0001:01:00.0": "3.0",
    });
  });

  test("a card keeps its place, and another one goes behind everything that is there", () => {
    const taken = {
      hostdevs: new Map([[address("02:00.0"), { bus: 1, function: 0 }]]),
      controllers: [0, 1, 2, 3, 8],
    };
    expect(place(["01:00.0", "02:00.0", "02:00.1"], taken)).toEqual({
      "0000:01:00.0": "9.0",
      "0000:02:00.0": "1.0 multifunction",
      "0000:02:00.1": "1.1",
    });
  });
});
