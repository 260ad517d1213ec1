"""What must hold of verdicts whatever the rules are (design, section 6, 1 and 2), on generated rule sets and on the
shipped library with the examples:

- a fact removed, or made null, leaves each verdict as it was or makes it indeterminate; only not_applicable may become
  satisfied;
- the order of rule files, of rules in a file and of scenarios changes nothing but order;
- NDJSON, an array, gzip, one file for each scenario and standard input give the same results.
"""

import argparse
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from differential_test import PROGRAM
from case import Raw, dumps
from generate import generate

SOURCE = pathlib.Path(os.environ.get("TELERULE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))


def check(files, options, stdin=None):
    """The scenarios of a report, in order. Scenarios that are not valid are left out; anything else ends the test."""
    done = subprocess.run([PROGRAM, "check", "--format", "json", *options, *map(str, files)], input=stdin,
                          capture_output=True, timeout=120)
    if done.returncode not in (0, 1, 2, 3):
        sys.exit(f"exit code {done.returncode} of {done.args}: {done.stderr.decode(errors='replace')}\n"
                 f"look into {keep(*(pathlib.Path(f).parent for f in files[:1]))}")
    return json.loads(done.stdout)["scenarios"]


def without(value, path=()):
    """Every (what, scenario) with one property less, or null in its place."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield "/".join((*path, name)) + " removed", {n: v for n, v in value.items() if n != name}
            if part is not None:
                yield "/".join((*path, name)) + " null", {**value, name: None}
            yield from ((what, {**value, name: v}) for what, v in without(part, (*path, name)))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from ((what, value[:i] + [v] + value[i + 1:]) for what, v in without(part, (*path, str(i))))


def verdicts(scenario):
    """By rule and subject; a subject may come up twice, in nested `for each`, and then in order."""
    found = {}
    for r in scenario["results"]:
        found.setdefault((r["rule"], r["subject"]), []).append(r["verdict"])
    return found


def learned_nothing(text, folder, options):
    """Removes each fact of a scenario in turn; gives how many verdicts were compared."""
    scenario = json.loads(text, parse_float=Raw, parse_int=Raw)
    variants = list(without(scenario))
    path = folder / "variants.ndjson"
    path.write_text("".join(dumps(v) + "\n" for v in [scenario] + [v for _, v in variants]), encoding="utf-8")
    judged = {s["record"]: s for s in check([path], options)}
    if 1 not in judged:
        sys.exit(f"not a valid scenario: {text}")
    before, compared = verdicts(judged.pop(1)), 0
    for record, after in judged.items():
        what, variant = variants[record - 2]
        for key, words in verdicts(after).items():
            if len(words) != len(before.get(key, ())):
                continue
            for old, new in zip(before[key], words):
                compared += 1
                if new not in (old, "indeterminate") and (old, new) != ("not_applicable", "satisfied"):
                    sys.exit(f"{key[0]} {key[1]}: {old} became {new} with {what}\n"
                             f"options: {' '.join(map(str, options))}\n"
                             f"before: {dumps(scenario)}\nafter:  {dumps(variant)}")
    return compared


PLACES = {"file", "record", "source", "line", "column"}


def placeless(value):
    """A report without the places in files, which an order of files or records may change."""
    if isinstance(value, dict):
        return {name: placeless(part) for name, part in value.items() if name not in PLACES}
    return [placeless(part) for part in value] if isinstance(value, list) else value


def same(one, other, what, folder):
    one, other = placeless(one), placeless(other)
    if one != other:
        pair = next(((a, b) for a, b in zip(one, other) if a != b), (len(one), len(other)))
        sys.exit(f"{what} changes the results\n{json.dumps(pair[0])}\n{json.dumps(pair[1])}\nlook into {keep(folder)}")


def keep(folder):
    kept = pathlib.Path("monotone-failure")
    shutil.copytree(folder, kept, dirs_exist_ok=True)
    return kept


def shuffled(rules, to, rng):
    """Copies a folder of rules with its files in another order, and the items of each file in another order."""
    for path in sorted(p for p in rules.rglob("*") if p.is_file()):
        place = to / path.relative_to(rules)
        if path.suffix == ".rules":
            head, *items = re.split(r"(?m)(?<=^end\n)", re.sub(r"\n(?=\w)", "\n", path.read_text(), count=1))
            language, first = re.split(r"(?m)(?<=^language 1\n)", head, maxsplit=1)
            items = [first, *items]
            tail = items.pop() if not items[-1].strip().endswith("end") else ""
            rng.shuffle(items)
            place = place.with_name(f"{rng.randrange(10**6)}-{place.name}")
            text = (language + "".join(items) + tail).encode()
        else:
            text = path.read_bytes()
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text)


def order_and_form(texts, options, rules, folder, rng):
    """`rules`: the options with the same rules in another order."""
    path = folder / "all.ndjson"
    path.write_text("".join(t + "\n" for t in texts), encoding="utf-8")
    plain = check([path], options)
    same(plain, check([path], rules), "the order of rules and files", folder)
    order = rng.sample(range(len(texts)), len(texts))
    path.write_text("".join(texts[i] + "\n" for i in order), encoding="utf-8")
    back = check([path], options)
    same(plain, [back[order.index(i)] for i in range(len(texts))], "the order of scenarios", folder)
    lines = "\n".join(texts)
    forms = {"all.json": "[" + ",\n".join(texts) + "]", "all.ndjson.gz": lines, "bom.ndjson": "\ufeff" + lines}
    for name, text in forms.items():
        data = text.encode()
        (folder / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
        same(plain, check([folder / name], options), f"the form of {name}", folder)
    same(plain, check(["-"], options, lines.encode()), "standard input", folder)
    for i, text in enumerate(texts[:20]):
        (folder / f"{i:03}.json").write_text(text, encoding="utf-8")
    same(plain[:20], check(sorted(folder.glob("???.json"))[:20], options), "one file for each scenario", folder)


def examples():
    """The scenarios of examples/, each as one line."""
    for path in sorted((SOURCE / "examples").rglob("*")):
        if path.suffix in (".ndjson", ".jsonl"):
            found = [json.loads(line, parse_float=Raw, parse_int=Raw) for line in path.read_text().splitlines() if line]
        elif path.suffix == ".json":
            found = json.loads(path.read_text(), parse_float=Raw, parse_int=Raw)
            found = found if isinstance(found, list) else [found]
        else:
            continue
        yield from (dumps(s) for s in found if isinstance(s, dict) and "kind" in s)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=60, help="generated rule sets")
    arguments.add_argument("--first", type=int, default=1_000_000, help="first seed")
    arguments.add_argument("--generated", action="store_true", help="without the shipped rules")
    options = arguments.parse_args()
    if not PROGRAM:
        sys.exit("TELERULE_PROGRAM does not say where the program is")
    compared = sum(of_generated(seed) for seed in range(options.first, options.first + options.seeds))
    print(f"{options.seeds} generated rule sets: {compared} verdicts compared with a fact less, none was overturned")
    if not options.generated:
        print(f"the shipped rules: {of_shipped()} verdicts compared with a fact less, none was overturned")


def of_generated(seed):
    rng, case = random.Random(seed), generate(seed, 30)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rules, schemas, _ = case.write(folder)
        more = ["--schemas", schemas, *(["--as-of", case.as_of] if case.as_of else [])]
        compared = sum(learned_nothing(text, folder, ["--rules", rules, *more]) for text in case.scenarios[:6])
        for name in ("other", "forms"):
            (folder / name).mkdir()
        for name, text in case.files(order=1).items():
            (folder / "other" / name).write_text(text, encoding="utf-8")
        other = ["--rules", folder / "other", *more]
        order_and_form(case.scenarios, ["--rules", rules, *more], other, folder / "forms", rng)
    return compared


def of_shipped():
    shipped = list(examples())
    if len(shipped) < 10:
        sys.exit(f"only {len(shipped)} scenarios in {SOURCE / 'examples'}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        compared = sum(learned_nothing(text, folder, []) for text in shipped)
        shuffled(SOURCE / "rules", folder / "other", random.Random(1))
        (folder / "forms").mkdir()
        plain, other = ["--rules", SOURCE / "rules"], ["--rules", folder / "other"]
        order_and_form(shipped, plain, other, folder / "forms", random.Random(2))
    return compared


if __name__ == "__main__":
    main()
