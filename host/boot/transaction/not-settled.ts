import { HostError } from "../../model/errors.ts";

/** Something was done and the rest was not. */
export class NotSettled extends HostError {
  override readonly name = "NotSettled";
}
