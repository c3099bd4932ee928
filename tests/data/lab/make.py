#!/usr/bin/python3
"""Make the captures of this directory: real programs in network namespaces, recorded from a mirror port.

    make.py [--to DIR] [NAME...]      all scenes, or those named; the packages of packages.txt are needed
    make.py --list

A scene that fails says so and leaves the capture that was there.
"""
import argparse
import os
import sys
import tempfile
import time
import traceback

import lab
import scenes_lan
import scenes_medical
import scenes_names
import scenes_remote
import scenes_tunnel
import scenes_wrong

SCENES = {name: scene for module in (scenes_lan, scenes_names, scenes_remote, scenes_tunnel, scenes_medical, scenes_wrong)
          for name, scene in module.SCENES.items()}
LARGEST = 250_000  # bytes of one capture
KERNEL = os.uname().release.encode()
OTHER_KERNEL = b"6.1.0-lab"


def without_kernel(data):
    """Some programs send the version of the kernel they run on: another one of the same length stands in its place."""
    return data.replace(KERNEL, (OTHER_KERNEL + b"0" * len(KERNEL))[:len(KERNEL)])


def make(name, to):
    """Play one scene into a fresh directory, then put its capture in place."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/run/lab") as fresh:
        stage = lab.Lab(fresh)
        try:
            SCENES[name](stage)
        finally:
            stage.close()
        made = os.path.join(fresh, name + ".pcap")
        with open(made, "rb") as f:
            data = without_kernel(f.read())
        if not 24 < len(data) <= LARGEST:
            raise lab.LabError(f"{name}: {len(data)} bytes")
        with open(os.path.join(to, name + ".pcap"), "wb") as f:
            f.write(data)
    print(f"{name}: {len(data)} bytes, {time.monotonic() - start:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("name", nargs="*")
    options = parser.parse_args()
    if options.list:
        print("\n".join(SCENES))
        return 0
    lab.alone()
    failed = 0
    for name in options.name or SCENES:
        try:
            make(name, options.to)
        except (lab.LabError, OSError, KeyError, lab.subprocess.SubprocessError):
            failed += 1
            print(f"{name}: FAILED", flush=True)
            traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
