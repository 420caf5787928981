"""What PIT's mutants say, in short: each report's score, and per class the lines where a change went unnoticed."""

import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

DETECTED = {"KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR", "NON_VIABLE"}

for folder in sys.argv[1:]:
    report = pathlib.Path(folder) / "mutations.xml"
    if not report.exists():
        print(f"{folder}: no report")
        continue
    mutants = list(ElementTree.parse(report).iter("mutation"))
    outcomes = collections.Counter(mutant.get("status") for mutant in mutants)
    detected = sum(outcomes[status] for status in DETECTED)
    covered = len(mutants) - outcomes["NO_COVERAGE"]
    print(f"{folder}: {detected} of {len(mutants)} mutants noticed ({100 * detected // max(1, len(mutants))} %),")
    print(f"  of those that tests reach {100 * detected // max(1, covered)} %; by the clock {outcomes['TIMED_OUT']}")
    lines = collections.defaultdict(lambda: collections.defaultdict(list))
    for mutant in mutants:
        if mutant.get("status") not in DETECTED:
            lines[mutant.findtext("mutatedClass")][mutant.get("status")].append(int(mutant.findtext("lineNumber")))
    for name, survivors in sorted(lines.items(), key=lambda entry: -sum(map(len, entry[1].values()))):
        parts = []
        for status, word in (("SURVIVED", "unnoticed in lines"), ("NO_COVERAGE", "untested lines")):
            if survivors[status]:
                parts.append(f"{word} {' '.join(map(str, sorted(set(survivors[status]))))}")
        print(f"  {name}: {'; '.join(parts)}")
