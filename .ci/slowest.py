"""Prints the ten slowest test cases of a run, from the JUnit files the test executables wrote.

usage: slowest.py FOLDER SECONDS    exits with 1 when a case took longer than SECONDS
"""
import pathlib
import sys
import xml.etree.ElementTree as xml


def cases(folder):
    for path in sorted(pathlib.Path(folder).glob("*.xml")):
        try:
            suite = xml.parse(path).getroot()
        except xml.ParseError:  # the executable died; ctest has said so
            continue
        for case in suite.iter("testcase"):
            if case.find("skipped") is not None:  # it belongs to another shard
                continue
            names = (path.stem, *case.get("classname", "").split("."), case.get("name"))
            yield float(case.get("time", 0)), "/".join(name for name in names if name)


def main(folder, limit_s):
    slowest = sorted(cases(folder), reverse=True)
    print(f"\nThe slowest of {len(slowest)} test cases:")
    for seconds, name in slowest[:10]:
        print(f"  {seconds:8.3f} s  {name}")
    too_slow = [name for seconds, name in slowest if seconds > limit_s]
    for name in too_slow:
        print(f"too slow: {name} took more than {limit_s:g} s; make it smaller or split it")
    print()
    return 1 if too_slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
