/** One stack is one workstation: its settings are in Pulumi.<stack>.yaml, see docs/settings.md. */
import * as pulumi from "@pulumi/pulumi";
import { Workstation } from "./components/workstation.ts";
import { stackSettings } from "./stacks/config.ts";

const workstation = new Workstation(pulumi.getStack(), stackSettings());

/** What is true on the host now. */
export const summary = workstation.summary;

/** The functions that the guest gets. */
export const functions = workstation.kernel.functions;

/** Whether, and why, the host has to be rebooted for its configuration to take effect. */
export const rebootRequired = workstation.kernel.rebootRequired;
export const rebootReasons = workstation.kernel.rebootReasons;

/** For other tools that speak libvirt. */
export const libvirtUri = workstation.libvirtUri;
